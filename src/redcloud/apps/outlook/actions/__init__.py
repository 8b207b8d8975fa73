"""Stage outlook: writes. What is due is settled in one tap; requests from above are sent or refused."""

from redcloud.apps.outlook.actions.answers import answer_due, take_answer_back
from redcloud.apps.outlook.actions.due import call_due
from redcloud.apps.outlook.actions.filling import AnswerRefusedError, fill_in
from redcloud.apps.outlook.actions.helping import ask_for_help, take_help_back
from redcloud.apps.outlook.actions.releasing import TooSoonError, publish_outlook
from redcloud.apps.outlook.actions.requests import RequestRefused, send_request, withdraw_request

__all__ = [
    "AnswerRefusedError",
    "RequestRefused",
    "TooSoonError",
    "answer_due",
    "ask_for_help",
    "call_due",
    "fill_in",
    "publish_outlook",
    "send_request",
    "take_answer_back",
    "take_help_back",
    "withdraw_request",
]
