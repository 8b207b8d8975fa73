"""Every Chinese word of the source has its English, said in one way everywhere."""

from __future__ import annotations

import io
import re
from collections import defaultdict
from pathlib import Path

from babel.messages.extract import extract_python
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

SOURCE = Path(__file__).resolve().parents[1] / "src/redcloud"
CALLS = {"gettext": None, "gettext_lazy": None, "_": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2)}
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def _code() -> list[str]:
    files = [path for pattern in ("*.html", "*.txt") for path in SOURCE.glob(f"**/templates/**/{pattern}")]
    # Templates become Python calls, indented by chance: each stands on a line of its own.
    pages = ["\n".join(line.strip() for line in templatize(p.read_text("utf-8")).splitlines()) for p in files]
    modules = [path.read_text("utf-8") for path in SOURCE.rglob("*.py")]
    return pages + [text for text in modules if "gettext" in text]


def _said_in_source() -> set[str]:
    found: set[str] = set()
    for text in _code():
        for _line, _call, message, _comments in extract_python(io.BytesIO(text.encode()), CALLS, (), {}):
            first = message[0] if isinstance(message, tuple) else message
            if first and CHINESE.search(first):
                found.add(first)
    return found


def _english() -> dict[str, set[tuple[str, ...]]]:
    found: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for path in SOURCE.glob("**/locale/en/LC_MESSAGES/django.po"):
        for message in read_po(io.BytesIO(path.read_bytes()), locale="en"):
            first = message.id[0] if isinstance(message.id, tuple) else message.id
            words = message.string if isinstance(message.string, tuple) else (message.string,)
            if CHINESE.search(first):
                found[first].add(words)
    return found


def test_every_chinese_message_has_one_english_and_none_is_left_over():
    said, english = _said_in_source(), _english()
    assert len(said) > 500, "the reading of the source found hardly anything"
    assert said - english.keys() == set(), "without English"
    code = "".join(_code())  # gettext may go by another name, which the reading does not know
    assert {zh for zh in english.keys() - said if zh not in code} == set(), "no longer said anywhere"
    assert {zh: words for zh, words in english.items() if len(words) > 1} == {}, "said in two ways"
    assert {zh for zh, words in english.items() if any("" in one for one in words)} == set(), "empty English"


def test_what_a_resident_asks_for_is_a_need_in_english_and_what_a_level_above_asks_for_a_request():
    english = {zh: " ".join(word for words in said for word in words) for zh, said in _english().items()}
    needs = {zh: words for zh, words in english.items() if "诉求" in zh}
    assert len(needs) > 30, "the reading of the catalogues found hardly any"
    assert {zh for zh, words in needs.items() if re.search(r"\brequest", words, re.IGNORECASE)} == set()
    assert re.search(r"\brequest", english["给支部的要求"], re.IGNORECASE)
