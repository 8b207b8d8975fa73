"""Web member, feature discussions: a thread as a page of its own and as a part of another page."""
