"""Web office, feature library: the taxonomy that editors keep. Shared topics come with a release."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from redcloud.apps.people.access import library_edited_by
from redcloud.apps.topics.actions import add_topic, change_topic
from redcloud.apps.topics.queries import own_topic_edited_by, taxonomy_edited_by, topics_for
from redcloud.web.office.library.forms import TopicForm
from redcloud.web.ui.requests import actor_of, viewer_of_request


@require_http_methods(["GET", "HEAD", "POST"])
def taxonomy(request: HttpRequest) -> HttpResponse:
    """Show all topics; a POST adds one."""
    viewer = viewer_of_request(request)
    root = library_edited_by(viewer)
    form = TopicForm(request.POST or None, topics=topics_for(root.pk))
    if request.method == "POST" and form.is_valid():
        try:
            add_topic(actor=actor_of(request), root=root, **form.cleaned_data)
        except ValidationError as wrong:
            form.refuse(wrong)
        else:
            messages.success(request, _("已添加主题。"))
            return redirect("library-topics")
    topics = list(taxonomy_edited_by(viewer))
    context = {
        "form": form,
        "own": [topic for topic in topics if topic.root_id is not None],
        "shared": [topic for topic in topics if topic.root_id is None],
    }
    return render(request, "office/library/topics.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, topic_id: int) -> HttpResponse:
    """Change one of the organisation's own topics."""
    topic = own_topic_edited_by(viewer_of_request(request), topic_id)
    form = TopicForm(request.POST or None, topics=topics_for(topic.root_id), topic=topic)
    if request.method == "POST" and form.is_valid():
        try:
            change_topic(actor=actor_of(request), topic=topic, **form.cleaned_data)
        except ValidationError as wrong:
            form.refuse(wrong)
        else:
            messages.success(request, _("已保存。"))
            return redirect("library-topics")
    return render(request, "office/library/topic.html", {"form": form, "topic": topic})
