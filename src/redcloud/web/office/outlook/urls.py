"""URLs of an officer's outlook."""

from django.urls import path

from redcloud.web.office.outlook import views

urlpatterns = [path("office/<int:organisation_id>/outlook/", views.outlook, name="office-outlook")]
