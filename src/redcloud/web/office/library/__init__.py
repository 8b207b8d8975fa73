"""Web office, feature library: what editors write, publish and sort by topic."""
