"""URLs of open packages. Each has a key that only the learner's browser knows."""

from django.urls import re_path

from redcloud.web.api.cmi5 import files, tokens

urlpatterns = [
    re_path(r"^cmi5/token/(?P<key>[A-Za-z0-9_-]{43})$", tokens.token, name="cmi5-token"),
    re_path(r"^cmi5/files/(?P<key>[A-Za-z0-9_-]{43})/(?P<path>.*)$", files.file, name="cmi5-file"),
]
