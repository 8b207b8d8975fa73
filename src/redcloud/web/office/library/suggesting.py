"""Web office, feature library: topics proposed for what an editor writes. Nothing is stored."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from redcloud.apps.people.access import Viewer, library_edited_by
from redcloud.apps.topics.models import TextModel
from redcloud.apps.topics.queries import SuggestedTopic, suggested_topics
from redcloud.web.office.library.forms import ItemForm
from redcloud.web.ui.requests import viewer_of_request

MOST_CHARACTERS = 200_000


@dataclass(frozen=True, slots=True)
class Suggested:
    """Proposed topics beside the boxes of the form that a tap on them ticks."""

    found: list[tuple[str, SuggestedTopic]]
    model: TextModel | None


@require_POST
def suggest(request: HttpRequest) -> HttpResponse:
    """Propose topics for the title and text of a form, to be shown inside of it."""
    viewer = viewer_of_request(request)
    form = ItemForm(root=library_edited_by(viewer))
    suggested = suggested_for(viewer, form, request.POST.get("title", ""), request.POST.get("text", ""))
    return render(request, "office/library/suggested.html", {"suggested": suggested})


def suggested_for(viewer: Viewer, form: ItemForm, title: str, text: str) -> Suggested:
    """Propose topics for a form; each with the id of its box."""
    proposed = suggested_topics(viewer, title[:MOST_CHARACTERS], text[:MOST_CHARACTERS])
    boxes = {str(box.data["value"]): str(box.id_for_label) for box in form["topics"]}
    found = [(boxes[str(entry.topic.pk)], entry) for entry in proposed.found]
    return Suggested(found, proposed.model)
