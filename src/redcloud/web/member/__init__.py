"""Pages a member sees."""
