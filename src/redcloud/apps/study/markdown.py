"""Stage study: Markdown of the library to HTML that is safe to show. Text in, SafeString out.

Two fences: the parser takes no HTML, and what it makes is cleaned by an allow-list. Pictures from
elsewhere would tell another server who reads what, so that there are none.
"""

from __future__ import annotations

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_PARSER = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table").disable("image")
_TAGS = {
    "p", "br", "hr", "h2", "h3", "h4", "h5", "strong", "em", "s", "code", "pre", "blockquote",
    "ul", "ol", "li", "a", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}


def rendered(text: str) -> SafeString:
    """Return the HTML of a library text; headings start at level 2, below the page's own.

    Examples
    --------
    >>> str(rendered("# 标题")).strip()
    '<h2>标题</h2>'
    """
    tokens = _PARSER.parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(max(int(token.tag[1]), 2), 5)}"
    html = _PARSER.renderer.render(tokens, _PARSER.options, {})
    clean = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    # Cleaned by the allow-list above.
    return mark_safe(clean)  # noqa: S308 - cleaned above


def plain(text: str) -> str:
    """Return what a library text says, without its marks: for search and for passages.

    Examples
    --------
    >>> plain("# 缴费\\n\\n每月 **一次**，[网上](https://a.example)也行。")
    '缴费\\n每月 一次，网上也行。'
    """
    said = []
    for token in _PARSER.parse(text):
        if token.type == "inline":
            said.append("".join(" " if c.type.endswith("break") else c.content for c in token.children or ()))
        elif token.type in ("fence", "code_block"):
            said.append(token.content.strip())
    return "\n".join(said)
