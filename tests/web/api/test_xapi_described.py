"""The interface does what its description says, whatever is sent (schemathesis over the WSGI application)."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from redcloud.apps.people.models import Organisation
from redcloud.config.wsgi import application
from redcloud.web.api.xapi.description import described
from tests.web.api.calling import Program, bare_root, below_the_test_client, new_key

EXAMPLES = 5
CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
OPERATIONS = [
    (path, method.upper())
    for path, operations in described("http://127.0.0.1/api/xapi")["paths"].items()
    for method in operations
]


@pytest.fixture
def root(db: None) -> Organisation:
    return bare_root()


@pytest.fixture(scope="module")
def schema() -> Any:
    found = schemathesis.openapi.from_dict(described("http://127.0.0.1/api/xapi"))
    found.app = application
    return found


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_every_answer_is_one_that_is_described(
    root: Organisation, schema: Any, path: str, method: str
) -> None:
    authorization = {"Authorization": Program(new_key(root)).authorization}

    def run(case: Case) -> None:
        with below_the_test_client():
            answer = case.call(headers=authorization)
        case.validate_response(answer, checks=CHECKS)

    # There is nothing to get wrong where nothing can be given.
    wrong = [] if path == "/about" else [GenerationMode.NEGATIVE]
    for mode in (GenerationMode.POSITIVE, *wrong):
        _examples(schema[path][method].as_strategy(mode))(run)()


def _examples(strategy: Any) -> Any:
    """Return a decorator that runs a test with few cases, the same ones each time."""
    limits = settings(
        max_examples=EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    return lambda run: limits(given(strategy)(run))
