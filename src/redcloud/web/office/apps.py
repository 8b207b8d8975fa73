"""App configuration of the audience office."""

from django.apps import AppConfig


class OfficeWebConfig(AppConfig):
    """Lets Django find the templates and translations of this folder."""

    name = "redcloud.web.office"
    label = "web_office"
