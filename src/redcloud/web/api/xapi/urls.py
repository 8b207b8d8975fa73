"""URLs of the record store; the specification gives the names after the endpoint."""

from django.urls import path

from redcloud.web.api.xapi import views

urlpatterns = [
    path("xapi/about", views.about, name="xapi-about"),
    path("xapi/statements", views.statements, name="xapi-statements"),
]
