"""Web office, feature flow: an administrator says where statements go and how long they stay."""
