"""Stage people: organisations, members, roles, consents, access."""
