"""URLs of the page about data."""

from django.urls import path

from redcloud.web.resident.about import views

urlpatterns = [path("about/data/", views.about_data, name="about-data")]
