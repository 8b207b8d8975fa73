"""Promises of the privacy page that are about what is *not* there."""

from __future__ import annotations

from django.apps import apps
from django.urls import get_resolver

FORBIDDEN_APPS = {
    "django.contrib.admin",
    "django.contrib.admindocs",
    "hijack",
    "loginas",
    "silk",
    "debug_toolbar",
}


def test_no_admin_site_and_no_way_to_act_as_somebody_else_is_installed():
    assert FORBIDDEN_APPS & {config.name for config in apps.get_app_configs()} == set()


def test_no_url_leads_to_an_admin_site():
    resolver = get_resolver()
    assert "admin" not in resolver.app_dict
    assert "admin" not in resolver.namespace_dict
