"""Stage needs: what is computed without a database: follow codes, photos, states, categories."""
