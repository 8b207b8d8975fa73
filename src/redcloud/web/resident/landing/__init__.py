"""Web resident, feature landing: the public front page."""
