"""URLs of a branch's members."""

from django.urls import path

from redcloud.web.branch.members import views

urlpatterns = [
    path("branches/<int:organisation_id>/members/", views.members, name="branch-members"),
    path(
        "branches/<int:organisation_id>/members/codes/",
        views.activation_codes,
        name="branch-activation-codes",
    ),
]
