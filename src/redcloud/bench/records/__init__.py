"""The record store under load: statements of its own making, the real server, floors of the same run."""
