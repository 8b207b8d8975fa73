"""Stage rules: the organisation's own words on its pages. In: a root. Out: gettext that speaks its words.

Every sentence of the product passes gettext, so that is where the words of a pack are put in: a page, a
form, a label of a model needs to know nothing of packs, and none can forget it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

import django.utils.translation as translation

from redcloud.apps.people.models import Organisation
from redcloud.apps.rules.models import PackChoice
from redcloud.apps.rules.queries import DEFAULT_PACK, load_pack
from redcloud.engine.rules.vocabulary import Vocabulary, reader_of, say, vocabulary_of

_spoken: ContextVar[Vocabulary | None] = ContextVar("spoken", default=None)


@contextmanager
def spoken_as(vocabulary: Vocabulary | None) -> Iterator[None]:
    """Speak these words inside the block; ``None`` are the product's."""
    token = _spoken.set(vocabulary)
    try:
        yield
    finally:
        _spoken.reset(token)


def speak_as(vocabulary: Vocabulary | None) -> None:
    """Speak these words until the enclosing ``spoken_as`` ends."""
    _spoken.set(vocabulary)


@cache
def words_of_pack(code: str) -> Vocabulary | None:
    """The words of the pack ``code``; ``None`` where they are the product's.

    Raises
    ------
    UnknownPackError, PackRefused
        As ``load_pack``.
    """
    return vocabulary_of(load_pack(code))


def words_of(root_id: int | None) -> Vocabulary | None:
    """The words of a root; for a visitor without one, those that all organisations here have.

    Where organisations of several kinds share a platform, its public pages speak the product's words.
    """
    chosen = PackChoice.objects.exclude(code=DEFAULT_PACK)
    if root_id is not None:
        code = chosen.filter(root_id=root_id).values_list("code", flat=True).first()
    else:
        codes = list(chosen.values_list("code", flat=True))
        code = next(iter(codes), None)
        if code and (set(codes) != {code} or Organisation.objects.filter(parent=None).count() > len(codes)):
            return None
    return words_of_pack(code or DEFAULT_PACK)


def own_words_reader(root_id: int) -> Callable[[str], str]:
    """A function that reads headings and cells of the root's rosters in the product's words."""
    vocabulary = words_of(root_id)
    return str if vocabulary is None else reader_of(vocabulary)


def install() -> None:
    """Let gettext speak the words of ``spoken_as``; called once when the process starts."""
    # Whatever translates, templates and lazy labels included, asks ``_trans`` for one of these four.
    functions = translation._trans  # type: ignore[attr-defined]  # no public place sees every message
    for name, place in (("gettext", 0), ("ngettext", 0), ("pgettext", 1), ("npgettext", 1)):
        setattr(functions, name, _speaking(getattr(functions, name), place))


def _speaking(translated: Callable[..., str], place: int) -> Callable[..., str]:
    def spoken(*arguments: object) -> str:
        sentence = translated(*arguments)
        vocabulary = _spoken.get()
        if vocabulary is None:
            return sentence
        return say(sentence, str(arguments[place]), translation.get_language() or "zh", vocabulary)

    return spoken
