"""Stage study: Markdown of the library to HTML that is safe to show. Text in, SafeString out.

Two fences: the parser takes no HTML, and what it makes is cleaned by an allow-list. Pictures from
elsewhere would tell another server who reads what, so that there are none but an item's own files.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from urllib.parse import unquote

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

_PARSER = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table").disable("image")
_WITH_PICTURES = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
_TAGS = {
    "p", "br", "hr", "h2", "h3", "h4", "h5", "strong", "em", "s", "code", "pre", "blockquote",
    "ul", "ol", "li", "a", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_PICTURE = {"img": {"src", "alt", "class", "loading"}}


def rendered(text: str, files: Mapping[str, str] | None = None) -> SafeString:
    """Return the HTML of a library text; headings start at level 2, below the page's own.

    Parameters
    ----------
    files
        Addresses of the item's own files by name: a relative link to one leads there, a picture is shown.

    Examples
    --------
    >>> str(rendered("# 标题")).strip()
    '<h2>标题</h2>'
    """
    parser = _WITH_PICTURES if files else _PARSER
    tokens = parser.parse(text)
    for token in tokens:
        if files and token.children:
            token.children = [_own(child, files) for child in token.children]
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(max(int(token.tag[1]), 2), 5)}"
    html = parser.renderer.render(tokens, parser.options, {})
    clean = nh3.clean(
        html,
        tags=_TAGS | _PICTURE.keys() if files else _TAGS,
        attributes=_ATTRIBUTES | _PICTURE if files else _ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
    # Cleaned by the allow-list above.
    return mark_safe(clean)  # noqa: S308 - cleaned above


def _own(token: Token, files: Mapping[str, str]) -> Token:
    """A link or picture that names a file of the item, with its address; other pictures are their words."""
    name = "href" if token.type == "link_open" else "src"
    if token.type not in ("link_open", "image"):
        return token
    address = _address(str(token.attrs.get(name, "")), files)
    if address is not None:
        token.attrs[name] = address
        if token.type == "image":
            token.attrs |= {"class": "img-fluid", "loading": "lazy"}
    elif token.type == "image":
        return Token("text", "", 0, content=token.content)
    return token


def _address(target: str, files: Mapping[str, str]) -> str | None:
    if ":" in target or target.startswith(("/", "#", "?")):
        return None
    path, mark, place = target.partition("#")
    wanted = PurePosixPath(unquote(path)).name.casefold()
    address = next((address for name, address in files.items() if name.casefold() == wanted), None)
    return None if address is None else f"{address}{mark}{place}"


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
