"""App configuration of the audience ui."""

from django.apps import AppConfig


class UiWebConfig(AppConfig):
    """Lets Django find the templates and translations of this folder."""

    name = "redcloud.web.ui"
    label = "web_ui"
