"""Stage topics: the study taxonomy and the civic subjects."""
