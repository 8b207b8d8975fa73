"""Web branch, feature home: what waits for the branch, what is next, what is due; reported comments."""
