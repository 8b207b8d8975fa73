"""Timed figures, each beside its peer, its aim and its floor; one module or folder a bench."""
