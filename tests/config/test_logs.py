"""A log says what went wrong, and of nobody."""

from __future__ import annotations

import io
import logging
from typing import Any

import pytest
import structlog
from django.db import IntegrityError
from django.test import Client
from structlog.stdlib import ProcessorFormatter


def test_no_line_of_the_log_names_who_was_asked_about(
    db: None, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        Client().get("/api/xapi/agents", {"agent": '{"mbox":"mailto:canary@example.org"}'})
    written = capsys.readouterr().err + caplog.text
    assert "/api/xapi/agents" in written
    assert "canary" not in written


@pytest.mark.parametrize("logger", [logging.getLogger("django.request"), structlog.get_logger("own")])
def test_no_row_that_the_database_refused_is_quoted_in_the_log(logger: Any) -> None:
    written = io.StringIO()
    (handler,) = [
        one for one in logging.getLogger().handlers if isinstance(one.formatter, ProcessorFormatter)
    ]
    before = handler.setStream(written)
    failing = 'violates "once"\nDETAIL:  Failing row contains (1, {\n"canary": 1}).\n\ncanary'
    copying = "refused\nCONTEXT:  COPY records_statement, line 1: canary"
    try:
        try:
            raise ValueError(failing)
        except ValueError as cause:
            raise IntegrityError(copying) from cause
    except IntegrityError:
        logger.error("not stored", exc_info=True)
    finally:
        handler.setStream(before)
    assert "violates" in written.getvalue()
    assert "IntegrityError: refused" in written.getvalue()
    assert "canary" not in written.getvalue()
