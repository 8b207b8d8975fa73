"""Web resident, feature about. Nobody in particular in; out: what is held, why, and what is never done."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from redcloud.apps.people import registries
from redcloud.apps.people.access import Viewer
from redcloud.apps.people.holdings import Holding, Text
from redcloud.apps.people.models import Organisation
from redcloud.apps.records.models import Credential
from redcloud.apps.records.queries import reading_credentials
from redcloud.apps.records.wording import reading_words
from redcloud.web.resident.about.holdings import TITLES
from redcloud.web.ui.requests import viewer_of_request


@dataclass(frozen=True, slots=True)
class Chapter:
    """What one stage holds."""

    stage: str
    title: Text
    holdings: list[Holding]


def chapters() -> list[Chapter]:
    """Every stage that holds something about people, in the order in which data flow."""
    held: dict[str, list[Holding]] = registries.holdings.call()
    return [Chapter(stage, title, held[stage]) for stage, title in TITLES.items() if held.get(stage)]


def _credentials(viewer: Viewer) -> list[tuple[Credential, list[Promise]]]:
    root = Organisation.objects.filter(pk=viewer.root_id).first() if viewer.root_id else None
    return [(one, reading_words(one)) for one in reading_credentials(root)] if root else []


@require_safe
def about_data(request: HttpRequest) -> HttpResponse:
    """Show the page; to somebody signed in also which programs may read records, and who approved it."""
    viewer = viewer_of_request(request)
    page = {"chapters": chapters(), "credentials": _credentials(viewer)}
    return render(request, "resident/about/data.html", page)
