"""Web member, feature slips: a new password from a slip of paper, and its stop."""
