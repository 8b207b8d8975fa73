"""URLs of the record store's pages for the administrator."""

from django.urls import path

from redcloud.web.office.records import arrivals, credentials

_ROOT = "office/<int:organisation_id>/records/"
_ONE = f"{_ROOT}credentials/<int:credential_id>/"

urlpatterns = [
    path(_ROOT, arrivals.arrivals, name="office-records"),
    path(f"{_ROOT}live/", arrivals.live, name="office-records-live"),
    path(f"{_ROOT}credentials/", credentials.credentials, name="office-credentials"),
    path(f"{_ROOT}credentials/new/", credentials.new, name="office-credential-new"),
    path(f"{_ONE}revoke/", credentials.revoke, name="office-credential-revoke"),
    path(f"{_ONE}restore/", credentials.restore, name="office-credential-restore"),
]
