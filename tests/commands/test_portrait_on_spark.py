"""One definition, two engines: what a real Spark cluster folds is what DuckDB folds, row by row.

Slow for a test, since eight processes of Java start for it: a mistake here is in no other test.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.utils import timezone
from typer.testing import CliRunner

from redcloud.apps.portrait.state import portrait_store
from redcloud.apps.records.actions import store_statements
from redcloud.apps.records.models import Basis, Identity
from redcloud.commands.portrait import app
from redcloud.engine.backends import Limits, open_engine
from redcloud.engine.portrait.lines import RULES
from redcloud.engine.records.identifiers import Identifier
from redcloud.engine.records.profile import AUTHORITY
from tests.commands.clusters import LEFT_OUT, cluster
from tests.engine.portrait.provinces import in_words, random_province
from tests.engine.portrait.results import every_result
from tests.world import World

pytestmark = [
    pytest.mark.skipif(LEFT_OUT, reason="Spark is not installed (requirements/spark.txt)"),
    pytest.mark.spark,
    pytest.mark.filterwarnings("ignore"),  # Spark's own client warns about what it uses itself
]
SHORT_LIVED = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto"
"""For Java's processes that live half a minute: what optimises for hours costs more than all else."""
LEARNERS, LESSONS = 40, 6


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JDK_JAVA_OPTIONS", SHORT_LIVED)
        with cluster(tmp_path_factory.mktemp("cluster")) as found:
            yield found


def test_what_a_cluster_folds_is_what_this_machine_folds(world: World, tmp_path: Path, address: str) -> None:
    """One test and not two: tests of a file may run in two processes, and each would start a cluster."""
    _build_on_both(world, address)
    _every_expression_on_both(tmp_path, address)


def _build_on_both(world: World, address: str) -> None:
    """A small province through the user's command."""
    statements = [_statement(learner, lesson) for learner in range(LEARNERS) for lesson in range(LESSONS)]
    authority = Identifier("account", "test", AUTHORITY)
    store_statements(root=world.north, statements=statements, source="file", authority=authority)
    Identity.objects.update(basis=Basis.COLLECTED)
    built = {}
    for engine in ("duckdb", address):
        done = CliRunner().invoke(app, ["build", "--engine", engine, "--json"], catch_exceptions=False)
        assert done.exit_code == 0, done.output
        assert json.loads(done.stdout)["portraits"] == LEARNERS
        built[engine] = in_words(pa.concat_tables([kept.rows for kept in portrait_store().everybody()]))
    assert built["duckdb"].num_rows == LEARNERS * LESSONS
    assert built["duckdb"] == built[address]


def _every_expression_on_both(tmp_path: Path, address: str) -> None:
    table, known, topics = random_province(seed=3)
    path = tmp_path / "records.parquet"
    pq.write_table(table, path)
    with open_engine() as duckdb:
        ours = every_result(duckdb, str(path), known, topics)
    with open_engine(address, Limits(memory_mib=1024)) as spark:
        theirs = every_result(spark, str(path), known, topics)
    assert {f"evidence {kind}" for kind in RULES} | {"kept", "gathered"} == set(ours)
    assert all(found.num_rows for found in ours.values())
    assert [name for name in ours if not ours[name].equals(theirs[name])] == []


def _statement(learner: int, lesson: int) -> dict[str, object]:
    verb = ("attempted", "completed")[lesson % 2]
    when = timezone.now() - timedelta(days=learner + 31 * lesson)
    return {
        "actor": {"account": {"homePage": "https://lms.example", "name": f"learner-{learner}"}},
        "verb": {"id": f"http://adlnet.gov/expapi/verbs/{verb}"},
        "object": {
            "id": f"https://lms.example/lesson/{lesson % 3}",
            "definition": {"type": "http://adlnet.gov/expapi/activities/lesson"},
        },
        "timestamp": when.isoformat(),
    }
