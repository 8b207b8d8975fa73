"""Whatever valid statement goes in comes out the same; whatever breaks a rule is refused with its place."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from redcloud.apps.people.models import Organisation
from redcloud.apps.records.models import Statement
from redcloud.engine.records.equivalence import content_digest
from redcloud.engine.records.languages import language_ranges
from redcloud.engine.records.presenting import verbs_in
from redcloud.engine.records.validation import Edition, statement_problems
from redcloud.engine.records.validation.formats import instant
from tests.apps.records.making import small
from tests.engine.records.rows import NO, ONE, TWO
from tests.engine.records.samples import changed, statements
from tests.engine.records.sections import BASE, SECTIONS, WITH_SUBSTATEMENT
from tests.web.api.calling import bare_root, new_key
from tests.web.api.sending import Sender

SETTINGS = hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
EDITIONS: list[Edition] = ["1.0.3", "2.0.0"]
REFUSED: dict[str, list[tuple[str, Any]]] = {
    edition: [
        (path, value)
        for rows in SECTIONS.values()
        for path, value, accepted in rows
        if accepted in (NO, other)
    ]
    for edition, other in (("1.0.3", TWO), ("2.0.0", ONE))
}


@pytest.fixture
def root(db: None) -> Organisation:
    return bare_root()


@SETTINGS
@given(statement=statements, edition=st.sampled_from(EDITIONS))
def test_what_is_put_is_got(root: Organisation, edition: Edition, statement: dict[str, Any]) -> None:
    Statement.objects.all().delete()
    program = Sender(new_key(root), edition)
    for status in (204, 204):
        answer = program.call("put", "statements", statement, statementId=statement["id"])
        assert answer.status_code == status, answer.content
    found = program.get(statementId=statement["id"]).json()
    assert content_digest(found) == content_digest(statement)
    assert statement_problems(found, edition) == []
    assert instant(found["timestamp"]) == instant(statement.get("timestamp", found["stored"]))
    assert found["authority"]["account"]["name"]
    for name in ("actor", "verb", "object", "result"):
        if name != "object" or statement["object"].get("objectType") != "SubStatement":
            assert found.get(name) == statement.get(name)
    (listed,) = program.get().json()["statements"]
    assert listed == found


@SETTINGS
@given(
    statement=statements,
    edition=st.sampled_from(EDITIONS),
    header=st.sampled_from(["", "zh", "en-GB;q=0.1, zh-Hans", "*", ";q=x"]),
)
def test_every_format_of_every_statement_is_a_statement(
    root: Organisation, edition: Edition, statement: dict[str, Any], header: str
) -> None:
    Statement.objects.all().delete()
    program = Sender(new_key(root), edition)
    assert program.post(statement).status_code == 200
    for shape in ("ids", "canonical"):
        answer = program.call(
            "get",
            "statements",
            headers={"Accept-Language": header},
            statementId=statement["id"],
            format=shape,
        )
        found = answer.json()
        assert statement_problems(found, edition) == []
        for verb in verbs_in(found):
            assert len(verb.get("display", {})) <= (1 if shape == "canonical" else 0)
    assert isinstance(language_ranges(header), list)


@SETTINGS
@given(data=st.data(), edition=st.sampled_from(EDITIONS))
def test_one_broken_rule_is_refused_with_its_place_and_section(
    root: Organisation, edition: Edition, data: st.DataObject
) -> None:
    program = Sender(new_key(root), edition)
    path, value = data.draw(st.sampled_from(REFUSED[edition]))
    inside = data.draw(st.booleans())
    broken = changed(f"object/{path}" if inside else path, value, WITH_SUBSTATEMENT if inside else BASE)
    batch = [small(), broken, small()]
    answer = program.post(data.draw(st.sampled_from([broken, batch])))
    assert answer.status_code == 400, answer.content
    for problem in answer.json()["problems"]:
        assert problem["path"]
        assert problem["rule"]
        assert problem["reason"]
        assert problem["section"].split()[0] in ("Data", "Communication")
    assert Statement.objects.count() == 0


def test_a_batch_longer_than_a_transaction_is_whole_too(root: Organisation) -> None:
    program = Sender(new_key(root))
    many = [small() for _ in range(1200)]
    answer = program.post([*many, small(verb={"id": "x"})])
    assert answer.status_code == 400
    assert answer.json()["problems"][0]["path"] == "[1200].verb.id"
    assert Statement.objects.count() == 0
    assert program.post(many).json() == [one["id"] for one in many]
    assert Statement.objects.count() == 1200


@pytest.mark.parametrize("number", ["9" * 400, "-1e-400", "18446744073709551616", "0.1e2", "-0", "1E3"])
def test_numbers_of_any_size_come_back(root: Organisation, number: str) -> None:
    program = Sender(new_key(root))
    statement = small(result={"score": {"raw": 777}}, context={"extensions": {"urn:x:n": 777}})
    assert program.post(json.dumps(statement).replace(": 777", f": {number}").encode()).status_code == 200
    found = program.get(statementId=statement["id"]).json()
    assert found["result"]["score"]["raw"] == found["context"]["extensions"]["urn:x:n"] == json.loads(number)
