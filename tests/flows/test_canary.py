"""PRODUCT line 1: what somebody writes in a discussion is in that discussion, and nowhere else.

One comment with a word that occurs nowhere else goes the whole way: it is posted on the page, reported,
answered, taken back and brought back; its record goes through the outbox into the lake, portraits are
folded, figures released, recommenders trained, items sent, digests mailed. Then the word is looked for in
everything that is stored, logged, mailed, exported or shown.
"""

from __future__ import annotations

import gzip
import io
import logging
import sqlite3
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import structlog
from django.conf import settings as configured
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from structlog.stdlib import ProcessorFormatter

from redcloud.apps.discussions.models import Comment, Thread
from redcloud.apps.people.models import AuditEntry, Purpose
from redcloud.apps.people.queries import has_consent
from redcloud.apps.portrait.models import Release
from redcloud.apps.records.actions import make_credential
from redcloud.apps.records.models import Outbox, Scope
from redcloud.apps.records.traces import unpacked
from redcloud.apps.study.models import ModelVersion
from tests.flows.lives import Life, agree_to_everything, lived, the_week_passes
from tests.flows.searching import everything_stored, places_with
from tests.web.api.test_xapi import Api
from tests.world import World

CANARY = "zqxjkvwyfblm"
WORDS = f"{CANARY} 我觉得路灯该修了 {CANARY}"
OF_THE_BRANCH = ("member", "colleague", "secretary")
PIECES = [CANARY[start : start + 6] for start in range(len(CANARY) - 5)]
"""A model keeps pieces of words rather than words; six rare letters do not stand in a file by chance."""


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Everything that is logged from here on, at the finest level, in the format of production."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    of_production = (one.formatter for one in logging.root.handlers)
    handler.setFormatter(next(one for one in of_production if isinstance(one, ProcessorFormatter)))
    names = [None, *(n for n, found in logging.root.manager.loggerDict.items() if hasattr(found, "level"))]
    before = [(log := logging.getLogger(name), log.level, log.propagate, log.disabled) for name in names]
    for log, *_ in before:
        log.setLevel(logging.DEBUG)
        log.propagate, log.disabled = True, False
    logging.root.addHandler(handler)
    yield text
    logging.root.removeHandler(handler)
    for log, level, propagate, disabled in before:
        log.setLevel(level)
        log.propagate, log.disabled = propagate, disabled


@pytest.fixture
def told(world: World, signed_in, logged, django_capture_on_commit_callbacks) -> Life:
    """The member, who agreed to everything, says the canary at a meeting and at a study item."""
    with django_capture_on_commit_callbacks(execute=True):
        agree_to_everything(world, "secretary")
        life = lived(world, "member")
        for kind, uid in (("meeting", life.meeting.uid), ("item", life.items[0].uid)):
            assert _post(signed_in("member"), "discussion", kind, uid, text=WORDS).status_code == 302
        _talk_about_it(signed_in)
    with django_capture_on_commit_callbacks(execute=True):
        the_week_passes(world)
    return life


def _talk_about_it(signed_in) -> None:
    """Report it, take it back, bring it back, answer the report; type it wrongly; meet a broken page."""
    said = Comment.objects.filter(text=WORDS).order_by("pk").first()
    assert said is not None
    _post(signed_in("colleague"), "discussion-report", said.uid, reason="abuse")
    for name in ("discussion-delete", "discussion-restore"):
        _post(signed_in("member"), name, said.uid)
    report = said.reports.get()
    _post(signed_in("secretary"), "branch-report-answer", report.pk, outcome="kept")
    meeting = Thread.objects.get(kind="meeting")
    _post(signed_in("member"), "discussion", "meeting", meeting.object_id, text=WORDS * 200)  # too long
    _post(signed_in("south_member"), "discussion", "meeting", meeting.object_id, text=WORDS)  # not theirs


def _post(client: Client, name: str, *args: object, **data: str) -> object:
    return client.post(reverse(name, args=args), data)


def test_a_comments_words_are_read_in_their_discussion_and_found_nowhere_else(
    told: Life, signed_in, logged: io.StringIO, settings
) -> None:
    """One story, told once, since telling it takes seconds; each check says what it looks through."""
    the_comment_table_alone_of_all_tables_and_files(told, settings.DATA)
    no_log_and_no_mail(logged)
    the_authors_own_download_and_nobody_elses(signed_in)
    no_file_of_a_portrait_of_figures_or_of_records(told, signed_in)
    pages_of_the_discussion_for_its_own_branch(told, signed_in)


def the_comment_table_alone_of_all_tables_and_files(told: Life, folder: Path) -> None:
    stored = everything_stored(folder)
    places = {place.split("/")[0] for place in stored if place.startswith("file ")}
    assert {"file lake", "file portrait", "file releases", "file study", "file media"} <= places
    assert (Outbox.objects.count(), ModelVersion.objects.count() > 0, Release.objects.count()) == (0, True, 1)
    assert has_consent(told.member.pk, Purpose.COMMENT_TOPICS)
    assert AuditEntry.objects.filter(action="discussions.comment").count() >= 3
    for piece in PIECES:
        assert places_with(piece, stored) == [f"table {Comment._meta.db_table}"]


def no_log_and_no_mail(logged: io.StringIO) -> None:
    logging.getLogger("redcloud.flow").debug("a line of the standard library")
    structlog.get_logger("redcloud.flow").debug("a line of structlog")
    text = logged.getvalue()
    assert "a line of the standard library" in text
    assert "a line of structlog" in text
    assert "request_started" in text
    assert mail.outbox
    said = [str(message.message()) for message in mail.outbox]
    assert not [piece for piece in PIECES if piece in "\n".join([text, *said])]


def the_authors_own_download_and_nobody_elses(signed_in) -> None:
    def holds(role: str) -> bool:
        archive = signed_in(role).post(reverse("account-export"))
        return CANARY in "\n".join(unpacked("archive.zip", archive.getvalue()))

    assert holds("member")
    assert [role for role in ("colleague", "secretary", "sibling_secretary") if holds(role)] == []


def no_file_of_a_portrait_of_figures_or_of_records(told: Life, signed_in) -> None:
    pages = [(role, f"my-portrait.{form}") for role in ("member", "secretary") for form in ("json", "csv")]
    texts = [signed_in(role).get(f"/portrait/{name}").content for role, name in pages]
    figures = signed_in("officer").get(reverse("office-figures-csv", args=[told.world.north.pk]))
    reading = make_credential(
        actor=None,
        root=told.world.north,
        name="a program",
        scopes=[Scope.ALL],
        approver="某人",
        purpose="核对",
        expires_at=timezone.now() + timedelta(days=1),
    )
    api = Api(reading)
    records = api.client.get("/api/xapi/statements", {"limit": 0}, headers=api.headers)
    assert records.status_code == 200
    assert b"commented" in records.content
    texts += [figures.content, records.content]
    assert all(texts)
    assert not [text for text in texts if CANARY.encode() in text]


def pages_of_the_discussion_for_its_own_branch(told: Life, signed_in) -> None:
    branch, item = told.world.branch.pk, told.items[0].uid
    pages = [
        *(reverse(name) for name in ("member-home", "study", "member-portrait", "member-notices", "account")),
        *(reverse(name, args=[branch]) for name in ("branch-home", "branch-meetings", "branch-reports")),
        reverse("meeting-minutes", args=[told.meeting.uid]),
        reverse("office-overview", args=[told.world.north.pk]),
        reverse("study-item", args=[item]),
        reverse("discussion", args=["meeting", told.meeting.uid]),
        reverse("discussion", args=["item", item]),
        *(reverse(name) for name in ("landing", "needs-public", "about-data")),
    ]
    asking = {role: signed_in(role) for role in (*OF_THE_BRANCH, "officer", "sibling_secretary", "anonymous")}
    found = {
        (role, page)
        for role, client in asking.items()
        for page in pages
        if CANARY in client.get(page).content.decode()
    }
    assert {role for role, _ in found} == set(OF_THE_BRANCH)
    assert {page.split("/")[1] for _, page in found} <= {"discussions", "meetings", "study"}


@pytest.mark.parametrize("place", ["a.parquet", "a.npz", "a.json.gz", "a.zip", "a.sqlite3", "a.txt", CANARY])
def test_the_search_finds_what_is_hidden_in_a_file(place: str, tmp_path: Path) -> None:
    """The guard itself: a packed file does not hide a word."""
    path = tmp_path / "hiding" / place
    path.parent.mkdir()
    hide(path)
    found = {name: "\n".join(unpacked(name, path.read_bytes())) + name for name in [path.name]}
    assert places_with(CANARY, found) == [path.name]


def hide(path: Path) -> None:
    """Write the canary into a file of the kind that its name says."""
    if path.suffix == ".parquet":
        table = pa.table({"text": [WORDS] * 1000})
        pq.write_table(table, path, compression="zstd")
    elif path.suffix == ".npz":
        np.savez_compressed(path, words=np.array([WORDS] * 1000))
    elif path.suffix == ".gz":
        path.write_bytes(gzip.compress(WORDS.encode() * 1000))
    elif path.suffix == ".zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as files:
            files.writestr("inside.json", WORDS * 1000)
    elif path.suffix == ".sqlite3":
        with sqlite3.connect(path) as connection:
            connection.execute("CREATE TABLE kept (words)")
            connection.execute("INSERT INTO kept VALUES (?)", [WORDS])
        connection.close()
    else:
        path.write_text(WORDS)


def test_the_search_finds_what_is_hidden_in_a_table(world: World, signed_in) -> None:
    client = signed_in("member")
    session = client.session
    session["kept"] = WORDS * 50
    session.save()
    stored = everything_stored(configured.DATA)
    assert places_with(CANARY, stored) == ["table django_session"]
