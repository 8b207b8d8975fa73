"""Web ui: codes that are shown once, on slips to print and hand over. In: codes. Out: the page."""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from redcloud.apps.people.activation import IssuedCode
from redcloud.web.ui.codes import code_of


def activation_sheet(request: HttpRequest, issued: Sequence[IssuedCode], *, back_url: str) -> HttpResponse:
    """Show the codes once. A phone reads the address from the drawing and nothing else."""
    address = settings.PUBLIC_URL.rstrip("/") + reverse("activate")
    page = {"issued": issued, "address": address, "drawing": code_of(address), "back_url": back_url}
    return render(request, "ui/activation_sheet.html", page)
