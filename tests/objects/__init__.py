"""An S3-compatible server on loopback: what is kept in one is tried on one, and so is one that fails."""
