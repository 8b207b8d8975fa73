"""Stage outlook. Requests from above: a request as data in, what forbids it and what it costs out."""

from redcloud.engine.outlook.requests.check import Earlier, check
from redcloud.engine.outlook.requests.cost import cost_of
from redcloud.engine.outlook.requests.read import read_formalism
from redcloud.engine.outlook.requests.shapes import Ask, AskedField, Cost, Finding, FormalismPack

__all__ = [
    "Ask",
    "AskedField",
    "Cost",
    "Earlier",
    "Finding",
    "FormalismPack",
    "check",
    "cost_of",
    "read_formalism",
]
