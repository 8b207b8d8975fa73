"""A log says what went wrong, and of nobody."""

from __future__ import annotations

import logging

import pytest
from django.test import Client


def test_no_line_of_the_log_names_who_was_asked_about(
    db: None, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        Client().get("/api/xapi/agents", {"agent": '{"mbox":"mailto:canary@example.org"}'})
    written = capsys.readouterr().err + caplog.text
    assert "/api/xapi/agents" in written
    assert "canary" not in written
