"""Stage study: search in the library, in Chinese and English. One door for PostgreSQL and SQLite.

``index`` keeps the words of an item, a course or a question in the transaction that writes it; ``find``
answers a reader's words with them, best first; ``marked`` shows where they stand. Nobody's words are kept.
"""

from redcloud.apps.study.search.finding import Found, find
from redcloud.apps.study.search.indexing import index, text_of
from redcloud.apps.study.search.passages import marked, passage

__all__ = ["Found", "find", "index", "marked", "passage", "text_of"]
