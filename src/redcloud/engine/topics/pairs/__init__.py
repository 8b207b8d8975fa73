"""Stage topics: whether two sentences ask the same."""
