"""Stage study: items as a folder of Markdown files. A folder or a zip in and out; no Django, no database."""

from redcloud.engine.study.folders.bundle import BadBundle, Bundle, from_folder, from_zip, is_zip_of_texts
from redcloud.engine.study.folders.documents import Document, Documents, documents_in
from redcloud.engine.study.folders.texts import written

__all__ = [
    "BadBundle",
    "Bundle",
    "Document",
    "Documents",
    "documents_in",
    "from_folder",
    "from_zip",
    "is_zip_of_texts",
    "written",
]
