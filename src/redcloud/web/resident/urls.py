"""URLs of the audience resident: its features, in the order of the navigation."""

from redcloud.web.ui.features import feature_urls

urlpatterns = feature_urls("resident", ["landing", "needs", "about", "ledger"])
