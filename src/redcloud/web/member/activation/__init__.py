"""Web member, feature activation: from a one-time code to an account."""
