"""URLs of the front page."""

from django.urls import path

from redcloud.web.resident.landing import views

urlpatterns = [path("", views.landing, name="landing")]
