"""Stage notices: the ways out of the platform. One module each, which gives an ``Answer``."""
