"""URLs of notices."""

from django.urls import path

from redcloud.web.member.notices import views

urlpatterns = [
    path("notices/", views.member_notices, name="member-notices"),
    path("notices/<int:notice_id>/open/", views.open_notice, name="member-notice-open"),
    path("notices/read/", views.read_all, name="member-notices-read"),
    path("notices/preferences/", views.preferences, name="member-notice-preferences"),
    path("notices/stop/<uuid:token>/", views.unsubscribe, name="notice-unsubscribe"),
]
