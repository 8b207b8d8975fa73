"""What is asked of every page: axe, the language of its parts, no sideways scrolling."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"

_CHINESE_OUTSIDE = """() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    const text = walker.currentNode.textContent;
    if (!/[\\u4e00-\\u9fff]/.test(text)) continue;
    if (parent.closest('[lang|="zh"], script, style, noscript, textarea, option')) continue;
    found.push(text.trim().slice(0, 60));
  }
  return found;
}"""

_OVERFLOW = """() => {
  const wide = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= wide + 1) return [];
  return [...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > wide + 1)
    .filter((one) => !one.closest(".table-responsive"))
    .slice(0, 3).map((one) => one.outerHTML.slice(0, 120));
}"""

_BROKEN_HEADINGS = """() => [...document.querySelectorAll("thead th, h1, h2, h3")]
  .filter((head) => head.checkVisibility() && head.innerText.trim().length > 2)
  .filter((head) => {
    const words = document.createRange();
    words.selectNodeContents(head);
    return words.getBoundingClientRect().width < 2 * parseFloat(getComputedStyle(head).fontSize);
  }).map((head) => head.innerText.trim())"""


def axe_violations(page: Page) -> list[str]:
    """Return what axe finds on the open page, one line a rule."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("async () => (await axe.run(document, {resultTypes: ['violations']})).violations")
    return [
        f"{rule['id']}: {rule['help']}: " + " | ".join(node["html"][:160] for node in rule["nodes"][:3])
        for rule in found
    ]


def chinese_outside_marked_parts(page: Page) -> list[str]:
    """Return the Chinese text on an English page that no element marks as Chinese."""
    found: list[str] = page.evaluate(_CHINESE_OUTSIDE)
    return found


def sideways_overflow(page: Page) -> list[str]:
    """Return the elements that make the page scroll sideways."""
    found: list[str] = page.evaluate(_OVERFLOW)
    return found


def headings_broken_letter_by_letter(page: Page) -> list[str]:
    """Return the titles and heads of columns that stand in a strip narrower than two letters."""
    found: list[str] = page.evaluate(_BROKEN_HEADINGS)
    return found
