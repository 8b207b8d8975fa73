"""Web office, feature asks: what an organisation proposes to its branches to study, with a day."""
