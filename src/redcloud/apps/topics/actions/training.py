"""Stage topics: trains the text models of a root and keeps them. Sorted texts in, model versions out.

What is heavy is imported inside: the pages never need it to start.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import structlog
from django.conf import settings
from django.db import transaction

from redcloud.apps.people.audit import record
from redcloud.apps.people.models import Organisation
from redcloud.apps.topics.models import TextModel
from redcloud.apps.topics.queries import newest_model
from redcloud.apps.topics.teaching import Examples, teachers
from redcloud.engine.topics.wording import same_key

FEWEST_TEXTS = 40
"""Different ones. Below, a model would only repeat what the words of the topics say anyway."""
MOST_TEXTS = 4_000
"""The newest; a text takes up to a sixth of a second of a core."""
KEPT_VERSIONS = 2

log = structlog.get_logger(__name__)


def train_all(*, root: Organisation) -> list[TextModel]:
    """Train every use of a root where its texts or their topics changed; the new versions."""
    made = [train_one(root=root, use=use, examples=found) for use, found in teachers.call(root.pk).items()]
    return [version for version in made if version is not None]


def train_one(*, root: Organisation, use: str, examples: Examples) -> TextModel | None:
    """Train one model and put it in force; None where there is nothing new or too little to learn.

    A use whose texts were all taken back loses its model.
    """
    rows, codes = examples.rows[:MOST_TEXTS], examples.codes[:MOST_TEXTS]
    seen = _fingerprint(rows, codes)
    newest = newest_model(root.pk, use)
    if newest is not None and newest.seen == seen and (Path(settings.DATA) / newest.file).is_file():
        return None
    pairs = [(row, code) for row, given in zip(rows, codes, strict=True) for code in given]
    known = {code for _row, code in pairs}
    different = {same_key("".join(row.values())) for row in rows}
    if len(different) < FEWEST_TEXTS or len(known) < 2 or len(pairs) < 2 * len(known):
        _forget(root, use)
        return None
    version = TextModel(root=root, use=use, texts=len(different), seen=seen)
    return _kept(version, pairs, examples.several)


def _fingerprint(rows: object, codes: object) -> str:
    """Tell whether a training would give the same: its texts, their codes, and the form of what is kept."""
    from redcloud.engine.topics.artefact import FORM

    return hashlib.sha256(repr((FORM, rows, codes)).encode()).hexdigest()


def _kept(version: TextModel, pairs: list[tuple[dict[str, str], str]], several: bool) -> TextModel | None:
    from redcloud.engine.topics import artefact
    from redcloud.engine.topics.training import TooLittle, train

    root, use = version.root, version.use
    try:
        model = train([row for row, _ in pairs], [code for _, code in pairs], several=several)
    except TooLittle as problem:
        log.info("text model not trained", organisation=root.pk, use=use, why=problem.code)
        _forget(root, use)
        return None
    with transaction.atomic():
        version.save()
        version.file = f"topics/{root.pk}/{use}-{version.pk}.npz"
        artefact.write(Path(settings.DATA) / version.file, model)
        version.save(update_fields=["file"])
        record(actor=None, action="topics.train", target=version, organisation=root)
        transaction.on_commit(lambda: _remove_files(root.pk, use, KEPT_VERSIONS))
    return version


@transaction.atomic
def _forget(root: Organisation, use: str) -> None:
    """Take a model out of force whose texts are no longer there: what was taken back is not used on."""
    found = TextModel.objects.filter(root=root, use=use)
    files = [version.file for version in found]
    if files:
        found.delete()
        record(actor=None, action="topics.forget_model", organisation=root)
        transaction.on_commit(lambda: _unlink(files))


def _remove_files(root_id: int, use: str, kept: int) -> None:
    """Keep the newest files; the rows stay, since suggestions name them."""
    old = TextModel.objects.filter(root_id=root_id, use=use).order_by("-id")[kept:]
    _unlink([version.file for version in old])


def _unlink(files: list[str]) -> None:
    for file in files:
        (Path(settings.DATA) / file).unlink(missing_ok=True)
