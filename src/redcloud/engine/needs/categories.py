"""Stage needs: what a request can be about. Codes out, for forms, Open311 services and counts.

A need is filed under one of the civic subjects of the release (``engine.topics.civic``), so that what
residents ask for and what members study speak of the same things. Subjects about the organisation's
own arrangements are not offered to residents. ``OTHER`` stands for "I do not know which", which is
a good answer: the branch reads the words anyway.
"""

from __future__ import annotations

from redcloud.engine.topics.civic import CIVIC_SUBJECTS, CivicSubject

OTHER = "other"

_NOT_FOR_RESIDENTS = frozenset({"meeting-arrangements", "study-arrangements"})

NEED_CATEGORIES: tuple[CivicSubject, ...] = (
    *(subject for subject in CIVIC_SUBJECTS if subject.code not in _NOT_FOR_RESIDENTS),
    CivicSubject(OTHER, "其他", "Something else"),
)
"""In the order in which forms and service lists show them."""

NEED_CATEGORY_CODES: frozenset[str] = frozenset(subject.code for subject in NEED_CATEGORIES)

_BY_CODE = {subject.code: subject for subject in NEED_CATEGORIES}


def category_name(code: str, language: str) -> str:
    """Name a category in Chinese or English.

    Parameters
    ----------
    code : a code of ``NEED_CATEGORIES``; one that a later release dropped is named as it is stored.
    language : a language code; everything that is not Chinese gets English.

    Examples
    --------
    >>> category_name("parking", "zh-hans"), category_name("parking", "en")
    ('停车', 'Parking')
    """
    subject = _BY_CODE.get(code)
    if subject is None:
        return code
    return subject.name_zh if language.startswith("zh") else subject.name_en
