"""Web branch, feature outlook: what is due, what is ahead, what would help; the branch asks for help."""
