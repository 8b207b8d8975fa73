"""Web resident, feature needs: ask, follow, confirm, without an account."""
