"""URLs of a branch's needs."""

from django.urls import path

from redcloud.web.branch.needs import views

_ONE = "branches/<int:branch_id>/needs/<uuid:uid>/"

urlpatterns = [
    path("branches/<int:branch_id>/needs/", views.branch_needs_page, name="branch-needs"),
    path(_ONE, views.branch_need, name="branch-need"),
    path(f"{_ONE}take/", views.take, name="branch-need-take"),
    path(f"{_ONE}hand-over/", views.hand_over, name="branch-need-hand-over"),
    path(f"{_ONE}answer/", views.answer, name="branch-need-answer"),
    path(f"{_ONE}solved/", views.solved, name="branch-need-solved"),
    path(f"{_ONE}subject/", views.subject, name="branch-need-subject"),
    path(f"{_ONE}pass-on/", views.pass_on, name="branch-need-pass-on"),
    path(f"{_ONE}contact/", views.contact, name="branch-need-contact"),
    path(f"{_ONE}photo/", views.photo, name="branch-need-photo"),
    path(f"{_ONE}helped/", views.helped, name="branch-need-helped"),
]
