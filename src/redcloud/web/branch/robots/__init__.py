"""Web branch, feature robots: a committee sets up what its group chats hear."""
