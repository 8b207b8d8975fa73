"""URLs of meetings. A meeting has one address for everybody in its branch."""

from django.urls import path

from redcloud.web.branch.meetings import minutes, roll, views

urlpatterns = [
    path("branches/<int:branch_id>/meetings/", views.meeting_list, name="branch-meetings"),
    path("branches/<int:branch_id>/meetings/new/", views.choose_kind, name="branch-meeting-new"),
    path("branches/<int:branch_id>/meetings/new/<slug:kind>/", views.call, name="branch-meeting-call"),
    path("meetings/<uuid:uid>/", views.meeting, name="meeting"),
    path("meetings/<uuid:uid>/change/", views.change, name="meeting-change"),
    path("meetings/<uuid:uid>/cancel/", views.cancel, name="meeting-cancel"),
    path("meetings/<uuid:uid>/restore/", views.restore, name="meeting-restore"),
    path("meetings/<uuid:uid>/chair/", views.chair, name="meeting-chair"),
    path("meetings/<uuid:uid>/held/", views.held, name="meeting-held"),
    path("meetings/<uuid:uid>/roll/", roll.roll, name="meeting-roll"),
    path("meetings/<uuid:uid>/minutes/", minutes.minutes, name="meeting-minutes"),
]
