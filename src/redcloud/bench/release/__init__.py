"""``redcloud bench release``: the month's outlook of one organisation, worked out for all its branches."""
