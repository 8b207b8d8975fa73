"""App configuration of the audience resident."""

from django.apps import AppConfig


class ResidentWebConfig(AppConfig):
    """Lets Django find the templates and translations of this folder."""

    name = "redcloud.web.resident"
    label = "web_resident"
