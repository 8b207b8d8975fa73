"""Web resident, feature about: the public page that says what the platform holds and why."""
