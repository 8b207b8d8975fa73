"""URLs of a branch's robots."""

from django.urls import path

from redcloud.web.branch.robots import views

_ONE = "branches/<int:branch_id>/robots/<int:robot_id>/"

urlpatterns = [
    path("branches/<int:branch_id>/robots/", views.robots, name="branch-robots"),
    path(_ONE + "try/", views.try_out, name="branch-robot-try"),
    path(_ONE + "pause/", views.pause, name="branch-robot-pause"),
    path(_ONE + "resume/", views.resume, name="branch-robot-resume"),
    path(_ONE + "remove/", views.remove, name="branch-robot-remove"),
]
