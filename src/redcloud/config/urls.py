"""Top-level URLs: one line an audience."""

from django.urls import include, path
from django.views.i18n import set_language

from redcloud.web.ui import views as ui_views

urlpatterns = [
    # First: programs ask far more often than people, and each pattern before theirs is tried every time.
    path("api/", include("redcloud.web.api.urls")),
    path("start/", ui_views.start, name="start"),
    path("language/", set_language, name="set_language"),
    path("healthz", ui_views.healthz, name="healthz"),
    path("manifest.webmanifest", ui_views.manifest, name="manifest"),
    path("accounts/", include("allauth.urls")),
    path("", include("redcloud.web.resident.urls")),
    path("", include("redcloud.web.member.urls")),
    path("", include("redcloud.web.branch.urls")),
    path("", include("redcloud.web.office.urls")),
]
handler400 = "redcloud.web.ui.views.bad_request"
handler403 = "redcloud.web.ui.views.forbidden"
handler404 = "redcloud.web.ui.views.not_found"
handler500 = "redcloud.web.ui.views.server_error"
