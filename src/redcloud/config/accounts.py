"""Sign-in is closed by default: nobody makes an account but with an activation code."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class ClosedAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """No open sign-up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Answer no: accounts come from the roster."""
        return False


class ClosedSocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth is untyped
    """Single sign-on connects to an existing account and never makes one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        """Answer no: accounts come from the roster."""
        return False
