"""Stage needs: residents' needs, from intake to confirmation."""
