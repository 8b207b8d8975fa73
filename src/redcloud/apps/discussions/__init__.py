"""Stage discussions: threads about an opaque (kind, id)."""
