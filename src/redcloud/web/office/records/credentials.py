"""Web office, feature records: credentials. In: a decision. Out: a key and, once, its secret."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from redcloud.apps.people.access import administered_by
from redcloud.apps.records.actions import (
    make_credential,
    may_be_restored,
    restore_credential,
    revoke_credential,
)
from redcloud.apps.records.models import Credential
from redcloud.apps.records.queries import credential_for, credentials_for
from redcloud.apps.records.wording import scope_words
from redcloud.web.office.records.forms import CredentialForm
from redcloud.web.office.records.trial import trial_of
from redcloud.web.ui.requests import actor_of, viewer_of_request


@login_required
@never_cache
@require_safe
def credentials(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """List the credentials; secrets are not among what can be shown."""
    root, found = credentials_for(viewer_of_request(request), organisation_id)
    rows = [(one, _state(one), scope_words(one), may_be_restored(one)) for one in found]
    return render(request, "office/records/credentials.html", {"root": root, "rows": rows})


def _state(credential: Credential) -> str:
    if credential.revoked_at is not None:
        return "revoked"
    return "expired" if credential.has_expired else "live"


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Ask what a credential is for; make it, and show its secret this one time."""
    root = administered_by(viewer_of_request(request), organisation_id)
    form = CredentialForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        made = make_credential(actor=actor_of(request), root=root, **form.decided())
        page = {"root": root, "made": made, "trial": trial_of(made), "scopes": scope_words(made.credential)}
        return render(request, "office/records/made.html", page)
    return render(request, "office/records/new.html", {"root": root, "form": form})


@login_required
@require_POST
def revoke(request: HttpRequest, organisation_id: int, credential_id: int) -> HttpResponse:
    """End a credential; for some minutes the list offers to undo it."""
    found = credential_for(viewer_of_request(request), organisation_id, credential_id)
    revoke_credential(actor=actor_of(request), credential=found)
    messages.success(request, _("已停用，几秒内处处生效。十分钟内可以在下面撤销。"))
    return redirect("office-credentials", organisation_id)


@login_required
@require_POST
def restore(request: HttpRequest, organisation_id: int, credential_id: int) -> HttpResponse:
    """Undo a revocation."""
    found = credential_for(viewer_of_request(request), organisation_id, credential_id)
    if restore_credential(actor=actor_of(request), credential=found):
        messages.success(request, _("已恢复，原来的密钥继续有效。"))
    else:
        messages.warning(request, _("停用已超过十分钟，不能恢复。请新建一个凭证。"))
    return redirect("office-credentials", organisation_id)
