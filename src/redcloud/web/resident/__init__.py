"""Pages for residents; no account needed."""
