"""URLs of a member's home."""

from django.urls import path

from redcloud.web.member.home import views

urlpatterns = [
    path("home/", views.home, name="member-home"),
    path("home/personalisation/", views.personalisation, name="home-personalisation"),
]
