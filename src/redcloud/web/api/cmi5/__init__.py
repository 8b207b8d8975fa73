"""What a browser asks of an open package: its files, and once the token of its unit (cmi5 8.2)."""
