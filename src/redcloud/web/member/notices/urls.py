"""URLs of notices."""

from django.urls import path

from redcloud.web.member.notices import devices, views

urlpatterns = [
    path("notices/", views.member_notices, name="member-notices"),
    path("notices/<int:notice_id>/open/", views.open_notice, name="member-notice-open"),
    path("notices/read/", views.read_all, name="member-notices-read"),
    path("notices/preferences/", views.preferences, name="member-notice-preferences"),
    path("notices/mail/again/", views.mail_again, name="member-notice-mail-again"),
    path("notices/stop/<uuid:token>/", views.unsubscribe, name="notice-unsubscribe"),
    path("notices/worker.js", devices.worker, name="notice-worker"),
    path("notices/devices/", devices.add, name="notice-device-add"),
    path("notices/devices/<uuid:uid>/try/", devices.try_out, name="notice-device-try"),
    path("notices/devices/<uuid:uid>/remove/", devices.remove, name="notice-device-remove"),
    path("notices/devices/stop/<uuid:token>/", devices.stop, name="notice-push-stop"),
]
