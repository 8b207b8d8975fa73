"""Web branch: template tags."""
