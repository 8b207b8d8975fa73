"""Web branch, feature asked: what levels above ask of the branch, with its deadline."""
