"""Web branch, feature members: who belongs here, and the codes with which they get an account."""
