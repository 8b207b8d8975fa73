"""Stage study: the trained models in force. A root and a recommender's name in, the recommender out."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from redcloud.apps.study.models import ModelVersion
from redcloud.engine.study import artefact
from redcloud.engine.study.interface import Recommender, State
from redcloud.engine.study.registry import recommender


def newest_version(root_id: int, name: str) -> ModelVersion | None:
    """The model version in force of one recommender."""
    return ModelVersion.objects.filter(root_id=root_id, recommender=name).order_by("-id").first()


def loaded(version: ModelVersion | None, name: str) -> Recommender:
    """The recommender as a version kept it; untrained before the first training."""
    made = recommender(name)
    if version is not None:
        made.restore(_state(path_of(version)))
    return made


@lru_cache(maxsize=8)
def _state(path: Path) -> State:
    # Cached by name: a version's file never changes.
    return artefact.read(path)


def path_of(version: ModelVersion) -> Path:
    """Where a version's artefact is kept."""
    return Path(settings.DATA) / version.file
