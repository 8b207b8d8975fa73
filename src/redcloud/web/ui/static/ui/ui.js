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
