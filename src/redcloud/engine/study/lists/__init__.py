"""Stage study: the library as a list. Bytes of a CSV or spreadsheet in and out; no Django, no database."""

from redcloud.engine.study.lists.columns import COLUMNS, Column, heading_of
from redcloud.engine.study.lists.reading import ItemList, ListRow, UnreadableList, read_list
from redcloud.engine.study.lists.writing import as_csv, as_xlsx

__all__ = [
    "COLUMNS",
    "Column",
    "ItemList",
    "ListRow",
    "UnreadableList",
    "as_csv",
    "as_xlsx",
    "heading_of",
    "read_list",
]
