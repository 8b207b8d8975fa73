"""Django apps, one a stage; no HTTP."""
