"""The demo's note: kept whole, readable by its owner alone, the same password at every call."""

from __future__ import annotations

import re
import stat
from datetime import date

from redcloud.demo.folder import NAME, new_note, read, write


def _note():
    return new_note(members=66, organisations=1, branches=3, seed=1, today=date(2026, 3, 1))


def test_what_was_written_is_read_again(tmp_path):
    assert read(tmp_path) is None
    note = _note()
    write(tmp_path, note)
    assert read(tmp_path) == note
    assert note.day == date(2026, 3, 1)


def test_only_the_owner_can_read_the_password(tmp_path):
    (tmp_path / f"{NAME}.new").write_text("left behind by a crash")
    write(tmp_path, _note())
    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_each_folder_has_a_password_of_its_own_that_can_be_typed():
    first, second = _note().password, _note().password
    assert first != second
    assert re.fullmatch(r"([a-hjkmnp-z2-9]{4}-){2}[a-hjkmnp-z2-9]{4}", first)
