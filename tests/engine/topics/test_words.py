"""Words alone: they name what stands in a text, say how sure, and are silent where nothing speaks."""

from __future__ import annotations

from pathlib import Path

from redcloud.engine.topics.civic import CIVIC_CODES
from redcloud.engine.topics.civic_words import CIVIC_WORDS
from redcloud.engine.topics.study_words import STUDY_WORDS
from redcloud.engine.topics.words import hints, spotted_words

WORDS = {"parking": ["停车", "停车位", "car park"], "noise": ["噪音", "吵"], "heating": ["AC"]}


def test_a_text_is_named_by_its_words_and_the_words_are_the_evidence() -> None:
    (hint,) = hints("停车位被占", "每天晚上都没有地方停车", WORDS)
    assert (hint.code, hint.strength, hint.words, hint.learnt) == ("parking", "likely", ("停车位",), False)


def test_a_text_in_which_no_word_stands_is_not_named() -> None:
    assert hints("", "请问你们几点上班", WORDS) == []
    assert hints("", "", WORDS) == []


def test_two_subjects_that_speak_equally_are_both_perhaps() -> None:
    found = hints("", "停车的时候噪音很大", WORDS)
    assert {(hint.code, hint.strength) for hint in found} == {("parking", "perhaps"), ("noise", "perhaps")}


def test_one_short_word_in_a_long_text_is_chance() -> None:
    assert hints("", "吵" + "今天天气很好，大家都来参加活动。" * 20, WORDS) == []


def test_an_english_word_is_a_word_of_its_own() -> None:
    assert spotted_words("", "the tactic of a CAR-PARK", WORDS) == {}
    assert list(spotted_words("", "our car park, and an AC", WORDS)) == ["parking", "heating"]


def test_what_the_trained_model_says_stands_first_with_the_words_that_agree() -> None:
    first, second = hints("", "停车的时候噪音很大", WORDS, learnt=["noise"])
    assert (first.code, first.strength, first.words, first.learnt) == ("noise", "likely", ("噪音",), True)
    assert (second.code, second.learnt) == ("parking", False)
    (alone,) = hints("", "楼上的事", WORDS, learnt=["noise"])
    assert (alone.code, alone.words) == ("noise", ())


def test_every_word_of_the_release_belongs_to_a_subject_of_the_release() -> None:
    assert set(CIVIC_WORDS) < CIVIC_CODES
    assert all(
        words and len(words) == len(set(words)) for words in (*CIVIC_WORDS.values(), *STUDY_WORDS.values())
    )


def test_most_of_a_sorted_library_is_named_right_before_anybody_taught_anything() -> None:
    folder = Path(__file__).parents[3] / "src/redcloud/demo/library"
    likely = named = right = 0
    files = sorted(folder.glob("*.md"))
    for file in files:
        _, head, text = file.read_text(encoding="utf-8").split("---", 2)
        known = {key: value.strip() for key, _, value in (line.partition(":") for line in head.splitlines())}
        found = hints(known["title"], text, STUDY_WORDS)
        topics = [code.strip() for code in known["topics"].split(",")]
        good = bool(found) and found[0].code in topics
        named, right = named + bool(found), right + good
        likely += bool(found) and found[0].strength == "likely" and not good
    assert named >= 0.8 * len(files)  # 54 of 65
    assert right >= 0.9 * named
    assert likely <= 1  # what it calls likely is hardly ever wrong
