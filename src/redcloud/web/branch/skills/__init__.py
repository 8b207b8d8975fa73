"""Web branch, feature skills: what members show to their committee, so that a need finds who can help."""
