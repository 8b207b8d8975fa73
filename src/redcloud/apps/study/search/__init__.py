"""Stage study: search in the library, in Chinese and English. One door for PostgreSQL and SQLite.

``index`` keeps an item's words in the transaction of the item; ``find`` answers a reader's words with
items, best first; ``marked`` shows where they stand. Nobody's words are kept.
"""

from redcloud.apps.study.search.finding import Found, find
from redcloud.apps.study.search.indexing import index
from redcloud.apps.study.search.passages import marked, passage

__all__ = ["Found", "find", "index", "marked", "passage"]
