// Enhancements only: every page works without this file.
(() => {
  const themeButton = document.querySelector("[data-theme-switch]");
  if (themeButton) {
    themeButton.hidden = false;
    themeButton.addEventListener("click", () => {
      const next = document.documentElement.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
      document.documentElement.setAttribute("data-bs-theme", next);
      try { localStorage.setItem("theme", next); } catch { /* the choice lasts for this page */ }
      document.dispatchEvent(new Event("theme-changed"));
    });
  }
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });
  document.querySelectorAll("[data-copy]").forEach((button) => {
    const said = button.querySelector("[aria-live]");
    const shown = document.getElementById(button.dataset.copy);
    const select = () => {
      const range = document.createRange();
      range.selectNodeContents(shown);
      getSelection().removeAllRanges();
      getSelection().addRange(range);
    };
    button.hidden = false;
    button.addEventListener("click", async () => {
      // Without https the clipboard may be closed; then the text is selected, for Ctrl-C.
      try { await navigator.clipboard.writeText(shown.textContent); said.textContent = button.dataset.copied; } catch { select(); }
    });
  });
  // What folds on a phone stands open where there is room for it.
  if (matchMedia("(min-width: 768px)").matches) document.querySelectorAll("details[data-open-when-wide]").forEach((one) => { one.open = true; });
  // What lies open over the page is closed by a tap beside it, by Escape, and where the keyboard leaves it.
  document.querySelectorAll("details[data-closes]").forEach((one) => {
    const leave = ({ target }) => { if (!one.contains(target)) one.open = false; };
    document.addEventListener("click", leave);
    document.addEventListener("focusin", leave);
    one.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !one.open) return;
      one.open = false;
      one.querySelector("summary").focus();
    });
  });
  // Where a part of the page is replaced, the keyboard stays: on the same button, else on what takes its place.
  const reached = (part) => [...part.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")];
  const marks = (one) => [one.tagName, one.name, one.textContent.trim(), one.form?.action].join("|");
  const takes = (one) => { one?.focus(); return one !== undefined && one !== null && document.activeElement === one; };
  let left = null;
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    const one = document.activeElement;
    const inside = detail.target.id && one !== detail.target && detail.target.contains(one);
    left = inside ? { part: detail.target.id, mark: marks(one), place: [...detail.target.querySelectorAll("li")].indexOf(one.closest("li")) } : null;
  });
  document.addEventListener("htmx:afterSettle", () => {
    const part = left && document.getElementById(left.part);
    if (!part || part.contains(document.activeElement)) return;
    const same = reached(part).find((one) => marks(one) === left.mark);
    const line = left.place < 0 ? null : part.querySelectorAll("li")[left.place];
    if (takes(same) || takes(same?.closest("details")?.querySelector("summary"))) return;
    if (takes(part.querySelector("[data-next-focus]")) || takes(line && reached(line)[0])) return;
    part.classList.add("swapped");
    part.tabIndex = -1;
    part.focus();
  });
  // A form is sent once: a second tap while the first is under way does nothing.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.sent) { event.preventDefault(); return; }
    if (form.method === "post" && !form.hasAttribute("hx-post")) {
      form.dataset.sent = "yes";
      setTimeout(() => { delete form.dataset.sent; }, 4000);
    }
  });
})();
