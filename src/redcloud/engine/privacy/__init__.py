"""Stage portrait: person-level participation in, protected figures of organisations out."""

from redcloud.engine.privacy.release import DEFAULT_K, LEAST_K, Price, Protected, TooFewAllowed, protect
from redcloud.engine.privacy.tree import Tree, tree_of

__all__ = ["DEFAULT_K", "LEAST_K", "Price", "Protected", "TooFewAllowed", "Tree", "protect", "tree_of"]
