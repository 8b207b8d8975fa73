"""App configuration of the audience branch."""

from django.apps import AppConfig


class BranchWebConfig(AppConfig):
    """Lets Django find the templates and translations of this folder."""

    name = "redcloud.web.branch"
    label = "web_branch"
