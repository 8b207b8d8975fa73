"""A small cmi5 package for the browser: one script that speaks as it should, and one that means harm."""
