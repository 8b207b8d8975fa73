"""Which subject a request seems to be about: a civic one, or none."""

from __future__ import annotations

from redcloud.engine.needs.subjects import subject_hint


def test_a_request_is_named_by_its_words() -> None:
    hint = subject_hint("地下车库的充电桩总被占着，没地方停车")
    assert hint is not None
    assert (hint.code, hint.learnt) == ("parking", False)


def test_it_abstains_where_two_subjects_speak_equally_or_none_does() -> None:
    assert subject_hint("学校旁边的医院") is None
    assert subject_hint("请问你们几点上班") is None


def test_a_trained_model_stands_before_the_words() -> None:
    hint = subject_hint("学校旁边的医院", "medical-services")
    assert hint is not None
    assert (hint.code, hint.strength, hint.learnt) == ("medical-services", "likely", True)


def test_nothing_but_a_subject_that_residents_can_choose_is_named() -> None:
    assert subject_hint("请看", "household-debt") is None
    assert subject_hint("请看", "meeting-arrangements") is None
