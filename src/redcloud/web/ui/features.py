"""Which features an audience has: each is a folder with its own ``urls.urlpatterns``."""

from __future__ import annotations

from django.urls import URLResolver, include, path


def feature_urls(audience: str, features: list[str]) -> list[URLResolver]:
    """Return one include for each feature folder of ``audience``.

    Raises
    ------
    ModuleNotFoundError
        When a listed feature has no ``urls`` module.
    """
    return [path("", include(f"redcloud.web.{audience}.{name}.urls")) for name in features]
