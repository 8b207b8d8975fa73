"""Stage study: trains the recommenders of a root and keeps them. Kept portraits in, model versions out."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction

from redcloud.apps.people.audit import record
from redcloud.apps.people.models import Organisation
from redcloud.apps.study.learning import training_for
from redcloud.apps.study.models import ModelVersion
from redcloud.apps.study.versions import newest_version, path_of
from redcloud.engine.study import artefact
from redcloud.engine.study.collaborative.counted import STEP
from redcloud.engine.study.registry import NON_PERSONAL, PERSONAL, recommender

TRAIN_EVERY_DAYS = 7
"""As dated releases: counts of people in reasons change once a week, never live (PRODUCT line 5)."""
KEPT_VERSIONS = 3


def train_if_due(*, root: Organisation, day: date) -> list[ModelVersion]:
    """Train both recommenders where the versions in force are a week old or missing."""
    due = [
        name
        for name in (PERSONAL, NON_PERSONAL)
        if (newest := newest_version(root.pk, name)) is None
        or newest.trained_on + timedelta(days=TRAIN_EVERY_DAYS) <= day
    ]
    return train(root=root, day=day, names=due) if due else []


@transaction.atomic
def train(*, root: Organisation, day: date, names: list[str]) -> list[ModelVersion]:
    """Train the named recommenders on what may be learnt from today; the new versions."""
    training = training_for(root)
    made = []
    for name in names:
        trained = recommender(name)
        trained.fit(training)
        version = ModelVersion.objects.create(
            root=root,
            recommender=name,
            trained_on=day,
            items=training.items.num_rows,
            interactions=training.interactions.num_rows // STEP * STEP,
            file="",
        )
        version.file = f"study/{root.pk}/{name}-{version.pk}.npz"
        artefact.write(path_of(version), trained.state())
        version.save(update_fields=["file"])
        record(actor=None, action="study.train", target=version, organisation=root)
        made.append(version)
        transaction.on_commit(lambda name=name: _remove_old(root.pk, name))  # type: ignore[misc]  # bound by default
    return made


def _remove_old(root_id: int, name: str) -> None:
    """Keep the newest files only; the rows stay, since suggestions name them."""
    old = ModelVersion.objects.filter(root_id=root_id, recommender=name).order_by("-id")[KEPT_VERSIONS:]
    for version in old:
        path_of(version).unlink(missing_ok=True)
