"""Web member, feature notices: the member's own notices, how to hear of them, and stopping e-mail."""
