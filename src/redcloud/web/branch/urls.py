"""URLs of the audience branch: its features, in the order of the navigation."""

from redcloud.web.ui.features import feature_urls

urlpatterns = feature_urls(
    "branch",
    ["home", "meetings", "needs", "skills", "plan", "members", "robots", "asked", "questions", "outlook"],
)
