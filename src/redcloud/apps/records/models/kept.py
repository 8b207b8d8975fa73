"""Stage records: JSON kept as text. In: JSON values. Out: the same, whatever characters they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from django.db import models

if TYPE_CHECKING:
    _Text = models.Field[Any, Any]
else:
    _Text = models.TextField  # generic to the type checker alone


class KeptJson(_Text):
    """A JSON value in a text column.

    PostgreSQL's own JSON type cannot hold a NUL, which is allowed in what others put into extensions;
    nothing is looked up inside these values, so that text is all that is needed.
    """

    def from_db_value(self, value: str | None, *_: Any) -> Any:
        """Return the value of a column."""
        return None if value is None else msgspec.json.decode(value)

    def get_prep_value(self, value: Any) -> Any:
        """Return the text of a value; text is taken for JSON that is encoded already."""
        return value if value is None or isinstance(value, str) else msgspec.json.encode(value).decode()

    def value_to_string(self, obj: models.Model) -> str:
        """Return the text of a model's value, for serializers."""
        return str(self.get_prep_value(self.value_from_object(obj)))

    def to_python(self, value: Any) -> Any:
        """Return the value of a text that a serializer gives back."""
        return msgspec.json.decode(value) if isinstance(value, str) else value
