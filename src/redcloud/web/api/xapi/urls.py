"""URLs of the record store; the specification gives the names after the endpoint.

An endpoint is written with a slash at its end or without, and clients join paths to it as they like:
``//statements`` and ``statements/`` are the same resource, without a redirect that would lose a body.
"""

from django.urls import re_path
from django.urls.resolvers import URLPattern

from redcloud.web.api.xapi import about, description, documents, persons
from redcloud.web.api.xapi.protocol import View
from redcloud.web.api.xapi.statements import statements


def _resource(name: str, view: View) -> URLPattern:
    return re_path(rf"^xapi/{{1,2}}{name}/?$", view, name=f"xapi-{name.replace('/', '-')}")


urlpatterns = [
    _resource("about", about.about),
    re_path(r"^xapi/openapi\.json$", description.description, name="xapi-description"),
    _resource("statements", statements),
    _resource("activities", persons.activities),
    _resource("activities/profile", documents.activity_profile),
    _resource("activities/state", documents.state),
    _resource("agents", persons.agents),
    _resource("agents/profile", documents.agent_profile),
    re_path(r"^xapi(?:/.*)?$", about.unknown, name="xapi-unknown"),
]
