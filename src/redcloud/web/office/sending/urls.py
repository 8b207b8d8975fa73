"""URLs of how sending goes."""

from django.urls import path

from redcloud.web.office.sending import views

urlpatterns = [
    path("office/<int:organisation_id>/sending/", views.sending, name="office-sending"),
    path("office/<int:organisation_id>/sending/again/", views.again, name="office-sending-again"),
]
