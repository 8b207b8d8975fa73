"""Web office, feature requests: what an officer asks of branches, checked and costed before it is sent."""
