"""Web office, feature roster: an administrator imports the roster, looking before storing."""
