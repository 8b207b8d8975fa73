"""Every stage that computes: opens DuckDB (default) or Spark through Ibis, tables in and Arrow out.

Nothing else in the project knows which engine runs an expression. An engine stages its inputs
under names, hands back Ibis tables, and collects a result with exactly the types asked for.

Why a thin layer and not Ibis alone: DuckDB's ``SUM(BIGINT)`` is HUGEINT and would arrive as a
DOUBLE, Ibis leaves out the cast because it believes the sum to be int64 already, and registering
Arrow tables differs between engines. Both differences end here.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import duckdb
import pyarrow as pa

from redcloud.engine.lazily import lazily

if TYPE_CHECKING:
    import ibis
    import ibis.expr.types as ir
else:
    ibis = lazily("ibis")

_names = itertools.count()

_SQL_TYPES: dict[pa.DataType, str] = {
    pa.int64(): "BIGINT",
    pa.int32(): "INT",
    pa.bool_(): "BOOLEAN",
    pa.date32(): "DATE",
    pa.string(): "STRING",
}
_LIST_OF: dict[str, str] = {"duckdb": "{}[]", "spark": "ARRAY<{}>"}


class Engine(Protocol):
    """What a stage may ask of an engine. Both engines give equal answers to equal expressions."""

    name: str

    def table(self, rows: pa.Table) -> ir.Table:
        """Stage an Arrow table under a fresh name."""
        ...

    def files(self, paths: Sequence[str], schema: pa.Schema) -> ir.Table:
        """Stage the Parquet files at ``paths``; no file gives an empty table of ``schema``."""
        ...

    def collect(self, expression: ir.Table, schema: pa.Schema) -> pa.Table:
        """Run ``expression`` and return the columns of ``schema``, cast to its types."""
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of the machine an engine may take.

    Parameters
    ----------
    memory_mib
        Upper bound of the engine's own memory, in MiB.
    spill
        Folder for what does not fit; ``None`` keeps the engine's default.
    threads
        Number of threads; ``None`` takes all cores.
    """

    memory_mib: int = 2048
    spill: Path | None = None
    threads: int | None = None


class DuckDBEngine:
    """DuckDB in this process, in memory, spilling to ``limits.spill``."""

    name = "duckdb"

    def __init__(self, limits: Limits) -> None:
        config: dict[str, Any] = {
            "memory_limit": f"{limits.memory_mib}MiB",
            # The order of rows in a result is nobody's promise here; keeping it costs memory.
            "preserve_insertion_order": False,
            # No extension is ever fetched from the network.
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        if limits.spill is not None:
            limits.spill.mkdir(parents=True, exist_ok=True)
            config["temp_directory"] = str(limits.spill)
        if limits.threads is not None:
            config["threads"] = limits.threads
        self._ibis = ibis.duckdb.connect(**config)

    def table(self, rows: pa.Table) -> ir.Table:
        name = _fresh_name()
        self._ibis.con.register(name, rows)
        return _named(name, rows.schema)

    def files(self, paths: Sequence[str], schema: pa.Schema) -> ir.Table:
        if not paths:
            return self.table(schema.empty_table())
        name = _fresh_name()
        # hive_partitioning off: the folders of a lake repeat what the rows already say.
        self._ibis.con.read_parquet(list(paths), hive_partitioning=False).create_view(name)
        return _named(name, schema)

    def collect(self, expression: ir.Table, schema: pa.Schema) -> pa.Table:
        query = _cast_query(self._ibis.compile(expression), schema, self.name)
        try:
            return self._ibis.con.sql(query).to_arrow_table().cast(schema)
        except duckdb.OutOfMemoryException as full:
            raise NoRoom(str(full).splitlines()[0]) from full

    def close(self) -> None:
        """Give memory and spill files back."""
        self._ibis.disconnect()


class SparkEngine:
    """A Spark session: ``spark://host:port`` for a cluster, ``local[n]`` for one machine."""

    name = "spark"

    def __init__(self, master: str, limits: Limits) -> None:
        # Imported here because Spark is a separate lock: the default install does not have it.
        from pyspark.sql import SparkSession

        builder = (
            SparkSession.builder.master(master)
            .appName("redcloud")
            .config("spark.sql.session.timeZone", "UTC")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.memory", f"{limits.memory_mib}m")
            .config("spark.executor.memory", f"{limits.memory_mib}m")
        )
        if limits.spill is not None:
            builder = builder.config("spark.local.dir", str(limits.spill))
        self._session = builder.getOrCreate()
        # Two tasks a core keep every core busy; Spark's own 200 cost more than small groups do.
        tasks = 2 * self._session.sparkContext.defaultParallelism
        self._session.conf.set("spark.sql.shuffle.partitions", str(tasks))
        self._ibis = ibis.pyspark.connect(self._session)

    def table(self, rows: pa.Table) -> ir.Table:
        name = _fresh_name()
        self._session.createDataFrame(rows).createOrReplaceTempView(name)
        return _named(name, rows.schema)

    def files(self, paths: Sequence[str], schema: pa.Schema) -> ir.Table:
        if not paths:
            return self.table(schema.empty_table())
        name = _fresh_name()
        self._session.read.parquet(*paths).createOrReplaceTempView(name)
        return _named(name, schema)

    def collect(self, expression: ir.Table, schema: pa.Schema) -> pa.Table:
        query = _cast_query(self._ibis.compile(expression), schema, self.name)
        return self._session.sql(query).toArrow().cast(schema)

    def close(self) -> None:
        """Stop the session and its executors."""
        self._session.stop()


@contextmanager
def open_engine(address: str = "duckdb", limits: Limits | None = None) -> Iterator[Engine]:
    """Open the engine at ``address`` and close it afterwards.

    Parameters
    ----------
    address
        ``duckdb``, ``spark://host:port`` or ``local[n]`` (Spark in one process, for tests).
    limits
        Memory, spill folder and threads; the default is 2 GiB and all cores.

    Raises
    ------
    UnknownEngine
        If ``address`` names neither engine.
    ModuleNotFoundError
        If Spark is asked for and not installed (``requirements/spark.txt``).

    Examples
    --------
    >>> with open_engine() as engine:
    ...     numbers = engine.table(pa.table({"n": [1, 2]}))
    ...     engine.collect(numbers.agg(n=numbers.n.sum()), pa.schema([("n", pa.int64())])).to_pylist()
    [{'n': 3}]
    """
    limits = limits or Limits()
    engine: DuckDBEngine | SparkEngine
    if address == "duckdb":
        engine = DuckDBEngine(limits)
    elif address.startswith(("spark://", "local[")):
        engine = SparkEngine(address, limits)
    else:
        raise UnknownEngine(address)
    try:
        yield engine
    finally:
        engine.close()


class NoRoom(RuntimeError):  # noqa: N818 - says what it is
    """The engine needs more than its memory and the folder that it spills into."""


class UnknownEngine(ValueError):  # noqa: N818 - says what it is
    """The address names neither ``duckdb`` nor a Spark master."""


def _fresh_name() -> str:
    return f"staged_{next(_names)}"


def _named(name: str, schema: pa.Schema) -> ir.Table:
    # Unbound: the columns are known, so that no engine is asked to describe its own table.
    return ibis.table(ibis.Schema.from_pyarrow(schema), name=name)


def _cast_query(query: str, schema: pa.Schema, engine: str) -> str:
    columns = ", ".join(
        f"CAST({field.name} AS {_sql_type(field.type, engine)}) AS {field.name}" for field in schema
    )
    return f"SELECT {columns} FROM ({query}) AS collected"  # noqa: S608 (names come from schemas)


def _sql_type(kind: pa.DataType, engine: str) -> str:
    if pa.types.is_list(kind):
        return _LIST_OF[engine].format(_SQL_TYPES[kind.value_type])
    return _SQL_TYPES[kind]
