"""All HTTP, by who is looking."""
