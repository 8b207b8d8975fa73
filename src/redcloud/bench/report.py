"""What a bench measured. In: figures and the conditions of the run. Out: one table, or one JSON object."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict, dataclass, field
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

WIDTH_OF_A_FILE = 140


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number.

    Parameters
    ----------
    name : stable, for ``--json``: ``batches.8_connections``.
    unit : what is counted: ``statements/s``, ``ms``, ``MB``.
    aim : what the product promises itself; ``at_most`` where smaller is better.
    peer : the same of the peer that the bench names.
    floor : the same of the part of the work that nobody can leave out, measured in the same run.
    note : how to read it, in a few words.
    """

    name: str
    value: float
    unit: str
    aim: float | None = None
    at_most: bool = False
    peer: float | None = None
    floor: float | None = None
    note: str = ""

    @property
    def reached(self) -> bool | None:
        """Whether the aim is reached; None where there is none."""
        if self.aim is None:
            return None
        return self.value <= self.aim if self.at_most else self.value >= self.aim

    @property
    def of_floor(self) -> float | None:
        """The value as a share of the floor: 1.0 is as good as the floor itself."""
        if self.floor is None or not self.value or not self.floor:
            return None
        return self.floor / self.value if self.at_most else self.value / self.floor


@dataclass(slots=True)
class Report:
    """The figures of one run."""

    title: str
    peer: str = ""
    conditions: dict[str, Any] = field(default_factory=dict)
    figures: list[Figure] = field(default_factory=list)

    def add(self, figure: Figure) -> None:
        """Add a figure."""
        self.figures.append(figure)

    def as_dict(self) -> dict[str, Any]:
        """Return everything as JSON values; the figures by name."""
        figures = {
            one.name: asdict(one) | {"reached": one.reached, "of_floor": _rounded(one.of_floor)}
            for one in self.figures
        }
        return {
            "bench": self.title,
            "peer": self.peer,
            "conditions": machine() | self.conditions,
            "figures": figures,
        }

    def tell(self, as_json: bool) -> None:
        """Print one JSON object, or the table."""
        if as_json:
            typer.echo(json.dumps(self.as_dict(), ensure_ascii=False, indent=2))
            return
        console = Console()
        if not console.is_terminal:
            console = Console(width=WIDTH_OF_A_FILE)
        conditions = machine() | self.conditions
        console.print(f"[bold]{self.title}[/bold]  " + "  ".join(f"{k} {v}" for k, v in conditions.items()))
        console.print(self._table())

    def _table(self) -> Table:
        table = Table("", "measured", "unit", "aim", self.peer or "peer", "floor", "of floor", "")
        for column in table.columns[1:7]:
            column.justify = "right"
        for one in self.figures:
            of_floor = one.of_floor
            table.add_row(
                one.name,
                _coloured(one),
                one.unit,
                _aim(one),
                _number(one.peer),
                _number(one.floor),
                "" if of_floor is None else f"{of_floor:.0%}",
                one.note,
            )
        return table


def machine() -> dict[str, Any]:
    """Return what a figure of speed depends on; load tells whether others were at work too."""
    return {
        "cores": len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count(),
        "load": round(os.getloadavg()[0], 1),
        "python": platform.python_version(),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.3g}"


def _aim(one: Figure) -> str:
    if one.aim is None:
        return ""
    return f"{'≤' if one.at_most else '≥'} {_number(one.aim)}"


def _coloured(one: Figure) -> str:
    colour = {True: "green", False: "red", None: "default"}[one.reached]
    return f"[{colour}]{_number(one.value)}[/{colour}]"
