"""URLs of the audience member: its features, in the order of the navigation."""

from redcloud.web.ui.features import feature_urls

urlpatterns = feature_urls(
    "member",
    [
        "home",
        "portrait",
        "study",
        "courses",
        "discussions",
        "volunteering",
        "activation",
        "slips",
        "account",
        "notices",
    ],
)
