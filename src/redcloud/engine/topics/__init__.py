"""Stage topics, engine: fixed civic subjects (``civic``). Nothing here reads a person's text."""
