"""Web member, feature portrait: the member's own portrait, its evidence, who looked, downloads."""
