// Runs before the first paint: the reader's own choice, else what the device asks for.
(() => {
  let kept = null;
  try { kept = localStorage.getItem("theme"); } catch { /* storage is off: follow the device */ }
  const dark = kept ? kept === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.setAttribute("data-bs-theme", dark ? "dark" : "light");
})();
