"""Stage needs: residents' requests, from intake to confirmation."""
