"""Structured logs: JSON lines with a request id, and neither names nor what somebody wrote."""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from typing import Any

import structlog


def without_persons(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop who asked, from where, with what device and about whom: a log is not for following people.

    A query string may name persons (``agent`` of the record store, words that were searched for).
    """
    for key in ("user_id", "ip", "user_agent"):
        event.pop(key, None)
    if isinstance(event.get("request"), str):
        event["request"] = event["request"].partition("?")[0]
    return event


_QUOTED = re.compile(r"\n(?:DETAIL|CONTEXT):.*?(?=\n\n(?:The above exception|During handling)|\Z)", re.DOTALL)


def without_rows(_logger: Any, _name: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop what PostgreSQL quotes of a row that it refuses: a log holds nothing that somebody wrote."""
    for key in ("exception", "event"):
        if isinstance(event.get(key), str):
            event[key] = _QUOTED.sub("", event[key])
    return event


_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    without_persons,
]


def logging_settings(level: str) -> dict[str, Any]:
    """Return Django's LOGGING and set structlog up to write through it."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            structlog.processors.format_exc_info,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "json": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    # Of Django's own loggers too, whose records come here as they are.
                    structlog.processors.format_exc_info,
                    without_rows,
                    structlog.processors.JSONRenderer(ensure_ascii=False),
                ],
                "foreign_pre_chain": _SHARED,
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django.server": {"handlers": ["stderr"], "level": level, "propagate": False},
            "django_structlog": {"level": "WARNING"},
            "ibis": {"level": "WARNING"},
            # They write addresses, and those of robots and reminders are secrets.
            "urllib3": {"level": "WARNING"},
            "boto3": {"level": "WARNING"},
            "botocore": {"level": "WARNING"},
            "s3transfer": {"level": "WARNING"},
            "apprise": {"level": "CRITICAL", "propagate": False},
        },
    }
