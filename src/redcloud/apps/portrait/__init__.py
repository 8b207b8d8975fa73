"""Stage portrait: the member's own portrait and protected releases."""
