"""Stage topics: writes. The taxonomy that editors change, and the trainings of the text model."""

from redcloud.apps.topics.actions.taxonomy import add_topic, change_topic
from redcloud.apps.topics.actions.training import train_all, train_one

__all__ = ["add_topic", "change_topic", "train_all", "train_one"]
