"""Stage records: everything that happened, as xAPI statements."""
