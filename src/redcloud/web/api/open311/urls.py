"""URLs of Open311 GeoReport v2."""

from django.urls import path

from redcloud.web.api.open311 import posting, views

urlpatterns = [
    path("open311/discovery.<str:form>", views.discovery, name="open311-discovery"),
    path("open311/v2/services.<str:form>", views.services, name="open311-services"),
    path("open311/v2/services/<slug:code>.<str:form>", views.service, name="open311-service"),
    path("open311/v2/requests.<str:form>", posting.requests, name="open311-requests"),
    path("open311/v2/requests/<uuid:uid>.<str:form>", views.request_by_id, name="open311-request"),
]
