"""Stage records: is this a statement? In: bytes or a decoded object. Out: an object and its problems."""

from redcloud.engine.records.validation.decoding import Malformed, decode, decode_any
from redcloud.engine.records.validation.problems import Edition, Problem
from redcloud.engine.records.validation.statements import statement_problems

__all__ = ["Edition", "Malformed", "Problem", "decode", "decode_any", "statement_problems"]
