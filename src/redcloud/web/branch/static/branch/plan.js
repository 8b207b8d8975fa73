// Drags an item of a plan to another place or session. Buttons beside it do the same without this file.
(() => {
  const grips = document.querySelectorAll("[data-grip]");
  let dragged = null;
  const clear = () => document.querySelectorAll(".drop-before, .drop-end").forEach((one) => one.classList.remove("drop-before", "drop-end"));
  const under = (event) => {
    const found = document.elementFromPoint(event.clientX, event.clientY);
    const list = found && found.closest("section.card") && found.closest("section.card").querySelector("[data-plan]");
    if (!list) { return null; }
    const before = [...list.children].find((line) => line !== dragged && event.clientY < line.getBoundingClientRect().top + line.offsetHeight / 2);
    return { list, before };
  };
  const send = ({ list, before }) => {
    const own = dragged.closest("[data-plan]");
    const others = [...list.children].filter((line) => line !== dragged);
    const place = before ? others.indexOf(before) + 1 : others.length + 1;
    if (own === list && place === Number(dragged.dataset.place)) { return; }
    const form = dragged.querySelector("form[data-move]");
    const set = (name, value) => {
      const field = document.createElement("input");
      field.type = "hidden"; field.name = name; field.value = value;
      form.append(field);
    };
    set("place", place);
    if (own !== list) { set("to", list.dataset.plan); }
    form.submit();
  };
  grips.forEach((grip) => {
    grip.hidden = false;
    grip.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      dragged = grip.closest("[data-entry]");
      dragged.classList.add("dragged");
      grip.setPointerCapture(event.pointerId);
    });
    grip.addEventListener("pointermove", (event) => {
      if (!dragged) { return; }
      clear();
      const place = under(event);
      if (place && place.before) { place.before.classList.add("drop-before"); } else if (place) { place.list.classList.add("drop-end"); }
      if (event.clientY < 60) { scrollBy(0, -12); } else if (event.clientY > innerHeight - 60) { scrollBy(0, 12); }
    });
    const end = (event) => {
      if (!dragged) { return; }
      const place = event.type === "pointerup" ? under(event) : null;
      clear();
      dragged.classList.remove("dragged");
      if (place) { send(place); }
      dragged = null;
    };
    grip.addEventListener("pointerup", end);
    grip.addEventListener("pointercancel", end);
  });
})();
