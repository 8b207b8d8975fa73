"""Stage notices: what is sent to people, how and when."""
