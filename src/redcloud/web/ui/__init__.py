"""The base page, components, own css and js shared by every audience."""
