"""Another organisation's words stand wherever the product says its own; the way back reads its rosters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import redcloud.packs
from redcloud.engine.rules.dated import PackRefused
from redcloud.engine.rules.read import read_pack
from redcloud.engine.rules.vocabulary import Vocabulary, reader_of, say, vocabulary_of

SOURCE = Path(redcloud.packs.__file__).parents[1]
UNION_FILE = SOURCE / "packs/union/2026.toml"
OF_THE_PARTY = re.compile(r"党|支部|书记|支委|\bparty\b|\bbranch|\bsecretar", re.IGNORECASE)


def union() -> Vocabulary:
    words = vocabulary_of(read_pack(UNION_FILE.read_text("utf-8")))
    assert words is not None
    return words


def messages() -> Iterator[tuple[str, str, str]]:
    """Each sentence of the product: its Chinese, a language, and the sentence in it."""
    for path in SOURCE.glob("**/locale/en/LC_MESSAGES/django.po"):
        with path.open("rb") as file:
            for message in read_po(file, locale="en"):
                zh, *_plural = message.id if isinstance(message.id, tuple) else (message.id,)
                yield zh, "zh-hans", zh
                for en in message.string if isinstance(message.string, tuple) else (message.string,):
                    yield zh, "en", en


def test_no_sentence_of_the_product_keeps_a_word_of_the_party_for_another_organisation() -> None:
    words = union()
    spoken = [say(sentence, zh, language, words) for zh, language, sentence in messages() if zh]
    assert len(spoken) > 1000, "the reading of the messages found hardly anything"
    words_alone = [re.sub(r"%\(\w+\)\w", "", sentence) for sentence in spoken]
    assert [sentence for sentence in words_alone if OF_THE_PARTY.search(sentence)] == []


@pytest.mark.parametrize(
    ("sentence", "message", "language", "said"),
    [
        ("我的支部", "我的支部", "zh-hans", "我的工会"),
        ("党支部", "党支部", "zh-hans", "基层工会"),
        ("党员大会", "党员大会", "zh-hans", "会员大会"),
        ("Branch", "党支部", "en", "Local union"),
        ("Ask a branch secretary of branches’ own.", "", "en", "Ask a union chair of local unions’ own."),
        ("An applicant of %(branch)s", "", "en", "An applicant of %(branch)s"),
        ('<a href="/branch/">branch</a>', "", "en", '<a href="/branch/">local union</a>'),
    ],
)
def test_words_are_put_in_and_values_and_tags_are_left(
    sentence: str, message: str, language: str, said: str
) -> None:
    assert say(sentence, message, language, union()) == said


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("会员姓名", "党员姓名"),
        ("基层工会", "党支部"),
        ("红星厂工会", "红星厂支部"),
        ("工会主席", "书记"),
    ],
)
def test_a_roster_in_the_organisations_words_is_read(written: str, read: str) -> None:
    assert reader_of(union())(written) == read


def test_the_party_keeps_the_words_of_the_product() -> None:
    assert vocabulary_of(read_pack((SOURCE / "packs/party/2026.toml").read_text("utf-8"))) is None


def test_half_a_vocabulary_does_not_load() -> None:
    text = UNION_FILE.read_text("utf-8")
    secretary = next(line for line in text.splitlines() if line.startswith("secretary"))
    with pytest.raises(PackRefused) as refused:
        read_pack(text.replace(f"\n{secretary}\n", "\n"))
    assert ("terms.secretary", "missing") in {(one.path, one.code) for one in refused.value.faults}
    with pytest.raises(PackRefused) as misspelt:
        read_pack(text.replace(secretary, f"{secretary}\nsecretery = 1"))
    assert {(one.path, one.code) for one in misspelt.value.faults} == {("terms.secretery", "unknown_key")}
