"""URLs of the audience office: its features, in the order of the navigation."""

from redcloud.web.ui.features import feature_urls

urlpatterns = feature_urls(
    "office",
    [
        "overview",
        "requests",
        "outlook",
        "asks",
        "library",
        "packages",
        "courses",
        "administration",
        "roster",
        "records",
        "flow",
        "sending",
    ],
)
