"""Stage life: a registry that later stages fill, so that minutes start from what they know."""

from redcloud.apps.people.registries import Registry

studied = Registry()
"""``function(meeting) -> list[str]`` gives the titles of what was studied there, in the meeting's order."""
