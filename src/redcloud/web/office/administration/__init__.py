"""Web office, feature administration: how far it is set up, its name, its places, its staff."""
