"""Stage records, engine: validation of statements, this product's profile, and the lake."""
