"""The Learning Record Store's HTTP interface (xAPI)."""
