"""URLs of a branch's study plan."""

from django.urls import path

from redcloud.web.branch.plan import views

_PLAN = "branches/<int:branch_id>/plan/"

urlpatterns = [
    path(_PLAN, views.plan, name="branch-plan"),
    path(f"{_PLAN}make/", views.make, name="branch-plan-make"),
    path(f"{_PLAN}again/", views.again, name="branch-plan-again"),
    path(f"{_PLAN}<int:entry_id>/swap/", views.swap, name="branch-plan-swap"),
    path(f"{_PLAN}<int:entry_id>/lock/", views.lock, name="branch-plan-lock"),
]
