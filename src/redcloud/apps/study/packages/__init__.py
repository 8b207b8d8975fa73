"""Stage study: cmi5 packages, what the actions and the pages of it share."""

from redcloud.apps.study.packages.store import Unpacked, discard, unpack

__all__ = ["Unpacked", "discard", "unpack"]
