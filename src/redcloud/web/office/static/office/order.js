// Lines of a list are dragged into another order, and the order is sent. The buttons beside them do the same without scripts.
(() => {
  const list = document.querySelector("[data-order]");
  if (!list) return;
  let dragged = null;
  list.querySelectorAll("li").forEach((line) => { line.draggable = true; });
  list.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("li");
    event.dataTransfer.effectAllowed = "move";
  });
  list.addEventListener("dragover", (event) => {
    const over = event.target.closest("li");
    if (!dragged || !over) return;
    event.preventDefault();
    if (over === dragged) return;
    const box = over.getBoundingClientRect();
    if (event.clientY < box.top + box.height / 2) over.before(dragged); else over.after(dragged);
  });
  list.addEventListener("dragend", async () => {
    dragged = null;
    const order = new URLSearchParams({ do: "order" });
    list.querySelectorAll("li").forEach((line) => order.append("items", line.dataset.item));
    const token = list.querySelector("[name=csrfmiddlewaretoken]").value;
    // Whatever the answer, the page then shows the order that is stored.
    try { await fetch(list.dataset.order, { method: "POST", headers: { "X-CSRFToken": token }, body: order }); } finally { location.reload(); }
  });
})();
