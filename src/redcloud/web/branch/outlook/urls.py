"""URLs of a branch's outlook and its call for help."""

from django.urls import path

from redcloud.web.branch.outlook import views

urlpatterns = [
    path("branches/<int:branch_id>/outlook/", views.outlook, name="branch-outlook"),
    path("branches/<int:branch_id>/help/", views.ask, name="branch-help"),
    path("branches/<int:branch_id>/help/back/", views.take_back, name="branch-help-back"),
]
