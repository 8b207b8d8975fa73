"""App configuration of the audience member."""

from django.apps import AppConfig


class MemberWebConfig(AppConfig):
    """Lets Django find the templates and translations of this folder."""

    name = "redcloud.web.member"
    label = "web_member"
