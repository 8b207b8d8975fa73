"""Web resident, feature ledger: the public account of what branches are asked and what it costs."""
