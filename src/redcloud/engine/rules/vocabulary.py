"""Stage rules. An organisation's own words: a sentence of the product in, the same in its words out.

The product's sentences are written once, in the vocabulary of docs/glossary.md. A pack of another
organisation says what it calls a branch, a secretary, a member; ``say`` puts these in their places, in
sentences of the product only: names, and what people wrote, never pass here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from redcloud.engine.rules.pack import RulePack, Words
from redcloud.engine.rules.terms import ACTIVITY_WORDS, TERMS, OwnTerm, Term

# What stands in a sentence and is no word of it: the place of a value, a tag.
_NOT_WORDS = r"%\([a-z_]+\)[a-z]|\{[^}]*\}|<[^>]*>"


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A pack's words, ready to be put into sentences.

    Attributes
    ----------
    whole
        Messages that are one word of the product, by their Chinese: a label, a kind of meeting.
    chinese, english
        Words within sentences; English ones in lower case, singular and plural.
    """

    whole: Mapping[str, Words]
    chinese: Mapping[str, str]
    english: Mapping[str, str]
    find_chinese: re.Pattern[str]
    find_english: re.Pattern[str]


def vocabulary_of(pack: RulePack) -> Vocabulary | None:
    """The words of ``pack``; ``None`` where it keeps those of the product."""
    if not pack.terms:
        return None
    whole = {
        message: kind.words
        for activity, message in ACTIVITY_WORDS.items()
        for kind in reversed(pack.kinds)
        if kind.activity == activity
    }
    chinese: dict[str, str] = {message: words.zh for message, words in whole.items()}
    english: dict[str, str] = {}
    own = {term.code: term for term in pack.terms}
    for term in TERMS:
        if term.label:
            whole[term.label] = Words(own[term.code].zh, _capital(own[term.code].en))
        chinese |= _chinese_of(term, own[term.code])
        english |= _english_of(term, own[term.code])
    return Vocabulary(whole, chinese, english, _any_of(chinese, r"(?P<article>)"), _any_of(english, _ARTICLE))


_ARTICLE = r"\b(?P<article>(?:a|an)\s+)?"


def _any_of(words: Mapping[str, str], before: str) -> re.Pattern[str]:
    longest_first = sorted(words, key=len, reverse=True)
    one = "|".join(re.escape(word) for word in longest_first)
    edge = r"\b" if before == _ARTICLE else ""
    return re.compile(rf"(?P<kept>{_NOT_WORDS})|{before}(?P<word>{one}){edge}", re.IGNORECASE)


def _chinese_of(term: Term, own: OwnTerm) -> dict[str, str]:
    said = {term.label: own.zh} if term.label else {}
    said |= dict.fromkeys(term.zh, own.zh)
    return said | dict.fromkeys(term.zh_short, own.zh_short)


def _english_of(term: Term, own: OwnTerm) -> dict[str, str]:
    said = {}
    for one in term.en:
        said[one] = own.en
        said[_plural(one)] = own.en_plural
    return said


def _plural(word: str) -> str:
    if word.endswith("y"):
        return word[:-1] + "ies"
    return word + ("es" if word.endswith("ch") else "s")


def say(sentence: str, message: str, language: str, vocabulary: Vocabulary) -> str:
    """Put the organisation's words into one sentence of the product.

    Parameters
    ----------
    sentence
        In ``language``, with the places of its values still open.
    message
        The same in Chinese, by which a sentence of one word is known.
    language
        Of the page, as Django names it.

    Examples
    --------
    >>> say("Ask a branch secretary.", "请找支部书记。", "en", union)      # doctest: +SKIP
    'Ask a union chair.'
    """
    chinese = language.startswith("zh")
    if message in vocabulary.whole:
        return vocabulary.whole[message].in_language(language)
    if chinese:
        return vocabulary.find_chinese.sub(
            lambda found: found["kept"] or vocabulary.chinese[found["word"]], sentence
        )
    return vocabulary.find_english.sub(lambda found: _english(found, vocabulary), sentence)


def _english(found: re.Match[str], vocabulary: Vocabulary) -> str:
    if found["kept"]:
        return found["kept"]
    own = vocabulary.english[found["word"].lower()]
    if found["word"][0].isupper():
        own = _capital(own)
    if not found["article"]:
        return own
    article = "an" if own[0].lower() in "aeio" else "a"  # no own word here begins with a short u
    return f"{_capital(article) if found['article'][0].isupper() else article} {own}"


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]


def reader_of(vocabulary: Vocabulary) -> Callable[[str], str]:
    """The way back, for headings and cells of a roster that was written in the organisation's words.

    Examples
    --------
    >>> reader_of(union)("所在工会")                                       # doctest: +SKIP
    '所在支部'
    """
    back = {own.casefold(): word for word, own in _ways_back(vocabulary) if own}
    longest_first = sorted(back, key=len, reverse=True)
    find = re.compile("|".join(re.escape(own) for own in longest_first), re.IGNORECASE)
    return lambda text: find.sub(lambda found: back[found[0].casefold()], text)


def _ways_back(vocabulary: Vocabulary) -> list[tuple[str, str]]:
    # Where two words of the product have one word here, the shorter stands, which headings know too.
    pairs = [*vocabulary.english.items(), *vocabulary.chinese.items()]
    return sorted(pairs, key=lambda pair: -len(pair[0]))
