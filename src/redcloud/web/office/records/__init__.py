"""Web office, feature records: what arrives from programs, and the credentials they use."""
