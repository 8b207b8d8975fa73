"""URLs of the skills and wishes that members show to the committee."""

from django.urls import path

from redcloud.web.branch.skills import views

urlpatterns = [
    path("branches/<int:branch_id>/skills/", views.skills, name="branch-skills"),
]
