"""``redcloud bench pages``: every page that a person can reach by its links, timed on a province."""
