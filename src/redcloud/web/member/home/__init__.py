"""Web member, feature home: what is coming up, what was sent, the branch, neighbours one can help."""
