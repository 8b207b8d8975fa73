"""Pages of a branch and its committee."""
