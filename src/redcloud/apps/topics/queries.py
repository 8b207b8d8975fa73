"""Stage topics: reads. Topics are public facts of an organisation; there is nothing personal in them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Max, Q, QuerySet

from redcloud.apps.people.access import NotVisible, Viewer, library_edited_by
from redcloud.apps.topics.models import TextModel, Topic
from redcloud.apps.topics.naming import named_by
from redcloud.engine.topics.study_words import STUDY_WORDS
from redcloud.engine.topics.words import Hint, hints

LIBRARY = "library"
"""The use of the text model that names topics of the library's items."""


def usable_in(root_id: int | None) -> Q:
    """The condition that a topic is shared or belongs to the root."""
    return Q(root=None) | Q(root_id=root_id)


def topics_for(root_id: int | None) -> QuerySet[Topic]:
    """Topics in use in a root, its own and the shared ones, by code."""
    return Topic.objects.filter(usable_in(root_id), archived=False).order_by("code")


def topics_by_code(root_id: int | None) -> dict[str, Topic]:
    """All topics of a root by code, archived ones too, since old records name them (one query).

    The root's own topic stands before a shared one of the same code.
    """
    rows = Topic.objects.filter(usable_in(root_id)).order_by("code")
    return {topic.code: topic for topic in sorted(rows, key=lambda topic: topic.root_id is not None)}


def sensitive_codes(root_id: int | None) -> frozenset[str]:
    """Codes of the sensitive topics of a root."""
    rows = Topic.objects.filter(usable_in(root_id), sensitive=True)
    return frozenset(rows.values_list("code", flat=True))


def taxonomy_edited_by(viewer: Viewer) -> QuerySet[Topic]:
    """Every topic that the editor works with, the root's own and the shared.

    Raises
    ------
    NotVisible
        For anybody but an editor of the root.
    """
    root = library_edited_by(viewer)
    return Topic.objects.filter(usable_in(root.pk)).select_related("parent").order_by("archived", "code")


def own_topic_edited_by(viewer: Viewer, topic_id: int) -> Topic:
    """One topic of the editor's own root; shared ones change with a release only.

    Raises
    ------
    NotVisible
    """
    root = library_edited_by(viewer)
    topic = Topic.objects.filter(pk=topic_id, root=root).first()
    if topic is None:
        raise NotVisible
    return topic


def newest_model(root_id: int, use: str) -> TextModel | None:
    """The text model in force for a use, if one was trained."""
    return TextModel.objects.filter(root_id=root_id, use=use).order_by("-id").first()


def models_in_force(use: str) -> QuerySet[TextModel]:
    """The text model in force for a use, of every root that trained one; older trainings are not read."""
    newest = TextModel.objects.filter(use=use).values("root").annotate(last=Max("pk")).values("last")
    return TextModel.objects.filter(pk__in=newest).order_by("pk")


@dataclass(frozen=True, slots=True)
class SuggestedTopic:
    """A topic that a text may be about, with what speaks for it."""

    topic: Topic
    hint: Hint


@dataclass(frozen=True, slots=True)
class SuggestedTopics:
    """What the platform proposes to an editor; empty where it is not sure.

    Attributes
    ----------
    model
        The training that was asked; None while words alone are known.
    """

    found: list[SuggestedTopic]
    model: TextModel | None


def suggested_topics(viewer: Viewer, title: str, text: str) -> SuggestedTopics:
    """Propose topics for an item that an editor writes (3 queries). Nothing is stored.

    Raises
    ------
    NotVisible
        For anybody but an editor of the root.
    """
    return topics_suggested_in(library_edited_by(viewer).pk, title, text)


def topics_suggested_in(root_id: int, title: str, text: str) -> SuggestedTopics:
    """Propose topics for a text of a root (2 queries); who may read the text is its owner's to know."""
    topics = {topic.code: topic for topic in topics_for(root_id)}
    model = newest_model(root_id, LIBRARY)
    learnt = named_by(model, [{"title": title, "text": text}])[0] if (title + text).strip() else []
    words = {
        code: [topic.name_zh, topic.name_en, *(STUDY_WORDS.get(code, ()) if topic.root_id is None else ())]
        for code, topic in topics.items()
    }
    told = hints(title, text, words, [code for code in learnt if code in topics])
    return SuggestedTopics([SuggestedTopic(topics[hint.code], hint) for hint in told], model)
