"""Packages: units for members, files and tokens for whoever has the key of a launch, and for nobody else."""

from __future__ import annotations

from uuid import uuid4

from tests.engine.study.packages.making import FIRST
from tests.web.access import Row
from tests.web.access.study import DONE, EDITOR, NORTH_MEMBERS
from tests.web.api.launching import shelved
from tests.world import World

KEY = "A" * 43
OPENED = frozenset({303})


def rows(world: World) -> list[Row]:
    """Every URL of packages. A key that was guessed opens nothing, whoever is signed in."""
    uid = shelved(world).uid
    tried = {"unit": FIRST}
    return [
        Row("library-packages", allowed=EDITOR),
        Row("library-packages-apply", (), EDITOR, "post", {"token": "gone"}, DONE),
        Row("library-package", (uid,), EDITOR),
        Row("library-package", (uuid4(),)),
        Row("library-package-try", (uid, 1), EDITOR, "post", tried, OPENED),
        Row("library-package-try", (uid, 2), frozenset(), "post", tried),
        Row("library-package-file", (uid, 1), EDITOR),
        Row("library-package-file", (uid, 2)),
        Row("study-unit-open", (uid,), NORTH_MEMBERS, "post", {"unit": FIRST}, OPENED),
        Row("study-unit-open", (uid,), frozenset(), "post", {"unit": "urn:other"}),
        Row("study-unit-open", (uuid4(),), frozenset(), "post", {"unit": FIRST}),
        Row("study-package-newer", (uid,), frozenset(), "post"),
        Row("cmi5-file", (KEY, "index.html")),
        Row("cmi5-token", (KEY,), refused={405}),
    ]
