"""Stage topics: asks the text model in force. Texts in, the codes of which it is sure out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from redcloud.apps.topics.models import TextModel

if TYPE_CHECKING:
    from redcloud.engine.topics.model import TopicModel


def named_by(version: TextModel | None, rows: Sequence[dict[str, str]]) -> list[list[str]]:
    """Give the codes of each text of which a model is sure; none before the first training.

    The first call of a process loads the model and what it computes with: some seconds, some 200 MB.
    """
    if version is None or not rows:
        return [[] for _row in rows]
    model = _model(Path(settings.DATA) / version.file)
    return model.likely(rows) if model is not None else [[] for _row in rows]


@lru_cache(maxsize=4)
def _model(path: Path) -> TopicModel | None:
    # Cached by name: a version's file never changes.
    from redcloud.engine.topics import artefact

    try:
        return artefact.read(path)
    except (FileNotFoundError, artefact.OtherForm):
        return None  # removed beside us, or of another release: the next training writes a new one
