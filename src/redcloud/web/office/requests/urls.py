"""URLs of requests to branches."""

from django.urls import path

from redcloud.web.office.requests import views

urlpatterns = [
    path("office/<int:organisation_id>/requests/", views.sent, name="office-requests"),
    path("office/<int:organisation_id>/requests/new/", views.write, name="office-request-new"),
    path("office/requests/<uuid:uid>/withdraw/", views.withdraw, name="office-request-withdraw"),
]
