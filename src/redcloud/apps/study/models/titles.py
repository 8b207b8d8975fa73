"""Stage study: a title in two languages, as pages say it. For tables with title, title_en and language."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

ENGLISH = "en"


def _reads_english() -> bool:
    return (get_language() or "").startswith(ENGLISH)


class Titled:
    """What a page says where a thing of the library has a Chinese title, and perhaps an English one."""

    title: str
    title_en: str
    language: str

    def __str__(self) -> str:
        return self.title

    @property
    def plain_title(self) -> str:
        """The title where no mark-up can stand: in English on an English page, where there is one."""
        return self.title_en if _reads_english() and self.title_en else self.title

    @property
    def title_language(self) -> str:
        """The language of the title where no mark-up can stand, for the page to say."""
        return ENGLISH if _reads_english() and self.title_en else self.language

    @property
    def shown_title(self) -> SafeString | str:
        """The title for a page: in English where there is one, and else marked as what it is."""
        said = self.title_en if _reads_english() and self.title_en else self.title
        if (self.title_language == ENGLISH) == _reads_english():
            return said
        return format_html('<span lang="{}">{}</span>', self.title_language, said)

    @property
    def is_in_other_language(self) -> bool:
        """Whether the text is in another language than the page."""
        return (self.language == ENGLISH) != _reads_english()
