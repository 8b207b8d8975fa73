"""URLs of slips for a new password."""

from django.urls import path

from redcloud.web.member.slips import views

urlpatterns = [
    path("new-password/", views.new_password, name="new-password"),
    path("account/slips/", views.allow, name="account-slips"),
    path("account/slips/stop/", views.stop, name="account-slips-stop"),
]
