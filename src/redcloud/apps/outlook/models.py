"""Stage outlook: what is due, and what is likely next."""
