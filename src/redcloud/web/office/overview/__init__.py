"""Web office, feature overview: needs that wait first, then released figures; what was passed up."""
