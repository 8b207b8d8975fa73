"""Web member, feature study: the library, an item, and what its reader says about it."""
