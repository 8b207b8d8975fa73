"""Settings, environment, top-level URLs and the WSGI entry."""
