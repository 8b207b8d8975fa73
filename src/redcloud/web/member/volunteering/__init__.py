"""Web member, feature volunteering: a service noted by its doer, in one form and without hours."""
