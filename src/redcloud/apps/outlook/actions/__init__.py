"""Stage outlook: writes. What is due is settled in one tap; requests from above are sent or refused."""

from redcloud.apps.outlook.actions.answers import answer_due, take_answer_back
from redcloud.apps.outlook.actions.due import call_due
from redcloud.apps.outlook.actions.requests import RequestRefused, send_request, withdraw_request

__all__ = [
    "RequestRefused",
    "answer_due",
    "call_due",
    "send_request",
    "take_answer_back",
    "withdraw_request",
]
