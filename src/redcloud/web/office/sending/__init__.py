"""Web office, feature sending: an administrator sees whether messages get out, and sends again."""
