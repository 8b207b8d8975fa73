"""The study items that ship with the demo: every file is checked, none is sampled."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path

import pytest

import redcloud
from redcloud.apps.study.markdown import rendered
from redcloud.engine.study.quizzes import split_quiz

LIBRARY = Path(redcloud.__file__).parent / "demo" / "library"
PATHS = sorted(LIBRARY.glob("*.md"))
KEYS = ("slug", "title", "title_en", "topics", "minutes", "licence", "language", "published")
FIRST_DAY, LAST_DAY = date(2024, 11, 1), date(2026, 11, 30)
TOPICS = frozenset(
    code for code, *_ in import_module("redcloud.apps.topics.migrations.0002_shared_topics").SHARED
)
"""The taxonomy that every installation starts with."""
TELEPHONES = frozenset(
    [
        "110",
        "119",
        "120",
        "122",
        "12110",
        "12315",
        "12333",
        "12345",
        "12348",
        "12355",
        "12356",
        "12378",
        "12395",
        "96110",
    ]
)
"""Public telephone numbers. One enters by review, so that a slip of a digit in an item fails here."""


@dataclass(frozen=True)
class Item:
    """One file of the library, as read."""

    path: Path
    head: dict[str, str]
    body: str

    @property
    def topics(self) -> list[str]:
        return [topic.strip() for topic in self.head["topics"].split(",")]

    @property
    def characters(self) -> int:
        return len(re.findall(r"[\u4e00-\u9fff]", self.body))


def read(path: Path) -> Item:
    """Read front matter and text; a line that is not ``key: value`` raises ``ValueError``."""
    before, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
    assert before == ""
    pairs = [line.split(": ", 1) for line in head.splitlines()]
    if any(len(pair) != 2 for pair in pairs):
        raise ValueError(f"{path.name}: a line of the front matter is not 'key: value'")
    return Item(path, dict(pairs), split_quiz(body)[0].strip())


ITEMS = [read(path) for path in PATHS]
each_item = pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.path.stem)


def shingles(text: str, length: int = 8) -> set[str]:
    plain = re.sub(r"[^\u4e00-\u9fff]", "", text)
    return {plain[start : start + length] for start in range(len(plain) - length + 1)}


def test_the_library_has_at_least_forty_items_on_at_least_twenty_topics():
    assert len(ITEMS) >= 40
    assert len({topic for item in ITEMS for topic in item.topics}) >= 20


def test_every_topic_of_the_shared_taxonomy_has_an_item():
    assert {topic for item in ITEMS for topic in item.topics} == TOPICS


@each_item
def test_the_front_matter_is_complete_and_in_order(item: Item):
    assert tuple(item.head) == KEYS
    assert item.head["licence"] == "CC BY 4.0"
    assert item.head["language"] == "zh-Hans"
    assert item.path.name == f"{item.path.stem[:2]}-{item.head['slug']}.md"
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", item.head["slug"])


@each_item
def test_titles_are_in_the_language_they_claim(item: Item):
    assert re.search(r"[\u4e00-\u9fff]{2}", item.head["title"])
    assert item.head["title_en"].isascii()
    assert len(item.head["title"]) <= 30
    assert len(item.head["title_en"]) <= 70


@each_item
def test_topics_minutes_and_date_are_within_bounds(item: Item):
    assert set(item.topics) <= TOPICS
    assert len(item.topics) == len(set(item.topics)) <= 3
    assert 5 <= int(item.head["minutes"]) <= 30
    assert FIRST_DAY <= date.fromisoformat(item.head["published"]) <= LAST_DAY


@each_item
def test_the_text_is_short_with_headings_and_a_list(item: Item):
    assert 250 <= item.characters <= 500
    assert len(re.findall(r"^## ", item.body, re.MULTILINE)) >= 2
    assert re.search(r"^(- |\d+\. |\| )", item.body, re.MULTILINE)


@each_item
def test_the_text_is_plain_markdown_without_html_links_or_images(item: Item):
    assert not re.search(r"<[a-zA-Z/]|https?:|!\[", item.body)
    assert item.body.count("**") % 2 == 0


@each_item
def test_the_page_shows_every_character_with_headings_and_lists(item: Item):
    html = rendered(item.body)
    assert html.count("<h2>") == len(re.findall(r"^## ", item.body, re.MULTILINE))
    assert "<li>" in html or "<td>" in html
    assert "**" not in html
    assert re.findall(r"[\u4e00-\u9fff]", html) == re.findall(r"[\u4e00-\u9fff]", item.body)


@each_item
def test_no_paragraph_ends_in_an_exclamation_mark(item: Item):
    assert "！" not in item.body


@each_item
def test_telephone_numbers_are_on_the_checked_list(item: Item):
    dialled = re.findall(r"打(?:运营商|银行)? ?(\d{3,5})(?!\d)", item.body)
    five_digits = re.findall(r"(?<!\d)(12\d{3}|96\d{3})(?!\d)(?! ?元)", item.body)
    assert set(dialled + five_digits) <= TELEPHONES


@pytest.mark.parametrize("key", ["slug", "title", "title_en"])
def test_names_are_unique(key: str):
    counts = Counter(item.head[key] for item in ITEMS)
    assert not [name for name, times in counts.items() if times > 1]


def test_numbers_in_file_names_are_unique():
    assert len({item.path.stem[:2] for item in ITEMS}) == len(ITEMS)


def test_no_two_items_share_more_than_a_twentieth_of_their_text():
    pieces = [(item.path.name, shingles(item.body)) for item in ITEMS]
    alike = [
        (one, other)
        for (one, left), (other, right) in itertools.combinations(pieces, 2)
        if len(left & right) > 0.05 * min(len(left), len(right))
    ]
    assert alike == []


def test_publication_is_spread_over_two_years():
    months = {item.head["published"][:7] for item in ITEMS}
    assert len(months) >= 22


def test_reading_refuses_a_broken_head(tmp_path: Path):
    broken = tmp_path / "01-broken.md"
    broken.write_text("---\nslug broken\n---\n\n文字\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"01-broken\.md"):
        read(broken)


@pytest.mark.parametrize("path", sorted(LIBRARY.rglob("courses/*.md")), ids=lambda path: path.stem)
def test_a_course_is_made_of_items_of_the_library_and_its_quiz_teaches(path: Path):
    course = read(path)
    slugs = {item.head["slug"] for item in ITEMS}
    parts = [part.strip() for part in course.head["parts"].split(",")]
    assert set(parts) <= slugs
    assert course.head["title_en"]
    assert set(course.topics) <= TOPICS
    _text, questions = split_quiz(path.read_text(encoding="utf-8").split("---\n", 2)[2])
    assert {question.kind for question in questions} == {"single", "multiple", "true_false", "short"}
    assert all(choice.feedback for question in questions for choice in question.choices)
    assert all(question.when_right and question.when_other for question in questions if question.accepted)
