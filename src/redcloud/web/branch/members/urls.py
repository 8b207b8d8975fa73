"""URLs of a branch's members."""

from django.urls import path

from redcloud.web.branch.members import moving, views

urlpatterns = [
    path("branches/<int:organisation_id>/members/", views.members, name="branch-members"),
    path(
        "branches/<int:organisation_id>/members/codes/",
        views.activation_codes,
        name="branch-activation-codes",
    ),
    path(
        "branches/<int:organisation_id>/members/<int:member_id>/moving/", moving.moving, name="member-moving"
    ),
    path(
        "branches/<int:organisation_id>/members/<int:member_id>/transfer/",
        moving.ask,
        name="member-transfer-ask",
    ),
    path("branches/<int:organisation_id>/members/<int:member_id>/left/", moving.leave, name="member-left"),
    path(
        "branches/<int:organisation_id>/members/<int:member_id>/back/", moving.come_back, name="member-back"
    ),
    path(
        "branches/<int:organisation_id>/transfers/<int:transfer_id>/",
        moving.settle,
        name="branch-transfer",
    ),
    path("branches/<int:organisation_id>/members/slip/", views.slip, name="branch-password-slip"),
]
