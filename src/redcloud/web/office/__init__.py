"""Pages of officers, editors and administrators."""
