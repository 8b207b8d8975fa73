"""URLs of a branch's questions to itself."""

from django.urls import path

from redcloud.web.branch.questions import views

urlpatterns = [path("branches/<int:branch_id>/questions/", views.own_questions, name="branch-questions")]
