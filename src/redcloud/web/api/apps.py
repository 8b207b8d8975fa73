"""App configuration of the audience api."""

from django.apps import AppConfig


class ApiWebConfig(AppConfig):
    """Lets Django find the templates and translations of this folder."""

    name = "redcloud.web.api"
    label = "web_api"
