"""URLs of a branch's study plans."""

from django.urls import path

from redcloud.web.branch.plan import sessions, views

_PLAN = "branches/<int:branch_id>/plan/"
_SESSION = f"{_PLAN}<uuid:uid>/"
_ENTRY = f"{_PLAN}<int:entry_id>/"

urlpatterns = [
    path(_PLAN, views.plan, name="branch-plan"),
    path(f"{_PLAN}make/", views.make, name="branch-plan-make"),
    path(f"{_PLAN}term/", views.term, name="branch-plan-term"),
    path(f"{_PLAN}again/", views.again, name="branch-plan-again"),
    path(f"{_PLAN}undo/", views.undo, name="branch-plan-undo"),
    path(f"{_PLAN}overview/", views.overview, name="branch-plan-overview"),
    path(f"{_PLAN}calendar.ics", sessions.calendar, name="branch-plan-calendar"),
    path(f"{_SESSION}minutes/", views.minutes, name="branch-plan-minutes"),
    path(f"{_SESSION}call/", sessions.call, name="branch-plan-call"),
    path(f"{_SESSION}sheet/", sessions.sheet, name="branch-plan-sheet"),
    path(f"{_SESSION}show/", sessions.show, name="branch-plan-show"),
    path(f"{_SESSION}held/", sessions.held, name="branch-plan-held"),
    path(f"{_ENTRY}choices/", views.choices, name="branch-plan-choices"),
    path(f"{_ENTRY}swap/", views.swap, name="branch-plan-swap"),
    path(f"{_ENTRY}lock/", views.lock, name="branch-plan-lock"),
    path(f"{_ENTRY}move/", views.move, name="branch-plan-move"),
    path(f"{_ENTRY}question/", views.question, name="branch-plan-question"),
]
