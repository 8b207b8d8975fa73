"""Web office, feature packages: cmi5 packages of the library, for its editors."""
