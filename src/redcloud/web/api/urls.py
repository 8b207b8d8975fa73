"""URLs of the audience api: its features, in the order of the navigation."""

from redcloud.web.ui.features import feature_urls

urlpatterns = feature_urls("api", ["xapi", "open311", "cmi5"])
