"""Stage study: library, suggestions, branch study plans."""
