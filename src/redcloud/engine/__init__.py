"""The engine: tables and frozen dataclasses in and out; no Django, no HTTP."""
