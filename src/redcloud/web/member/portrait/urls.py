"""Web member, feature portrait: URLs."""

from __future__ import annotations

from django.urls import path

from redcloud.web.member.portrait import accounts, spoken, stating, views

urlpatterns = [
    path("portrait/", views.portrait, name="member-portrait"),
    path("portrait/line/<slug:kind>/<path:key>/", views.evidence, name="member-portrait-evidence"),
    path("portrait/accounts/", accounts.accounts, name="member-accounts"),
    path("portrait/accounts/answer/", accounts.answer, name="member-accounts-answer"),
    path("portrait/spoken/<slug:code>/", spoken.spoken, name="member-portrait-spoken"),
    path("portrait/looks/", views.looks, name="member-portrait-looks"),
    path("portrait/print/", views.printable, name="member-portrait-print"),
    path("portrait/my-portrait.<str:form>", views.download, name="member-portrait-download"),
    path("portrait/note/", views.note, name="member-portrait-note"),
    path("portrait/dispute/", views.dispute, name="member-portrait-dispute"),
    path("portrait/share/", views.share, name="member-portrait-share"),
    path("portrait/hide/", stating.hide, name="member-portrait-hide"),
    path("portrait/hours/", stating.hours, name="member-portrait-hours"),
    path("portrait/stated/", stating.stated, name="member-portrait-stated"),
    path("portrait/stated/state/", stating.state, name="member-portrait-state"),
    path("portrait/stated/take-back/", stating.take_back, name="member-portrait-take-back"),
    path("portrait/stated/show/", stating.show, name="member-portrait-show"),
    path("portrait/shared/<uuid:member_uid>/", views.shared, name="member-portrait-shared"),
]
