"""Stage life: meetings, roll, minutes, volunteering."""
