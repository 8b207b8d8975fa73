"""URLs of what is asked of a branch."""

from django.urls import path

from redcloud.web.branch.asked import views

urlpatterns = [
    path("branches/<int:branch_id>/requests/<uuid:uid>/", views.answer, name="branch-request"),
    path("branches/<int:branch_id>/requests/", views.asked, name="branch-asked"),
]
