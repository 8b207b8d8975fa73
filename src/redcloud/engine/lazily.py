"""Modules of others that take long to import, imported when first used. In: a name. Out: a stand-in.

Every command and every server process would otherwise wait for what hardly any of them needs.

    if TYPE_CHECKING:
        import ibis
    else:
        ibis = lazily("ibis")
"""

from __future__ import annotations

from importlib import import_module
from types import ModuleType
from typing import Any


class _Module(ModuleType):
    """Stands for a module; asking it for anything imports it. Any number of threads may ask first."""

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self.__name__), name)


def lazily(name: str) -> ModuleType:
    """Return what stands for the module ``name``.

    Examples
    --------
    >>> lazily("colorsys").rgb_to_hls(0.0, 0.0, 0.0)
    (0.0, 0.0, 0.0)
    """
    return _Module(name)
