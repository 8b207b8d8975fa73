"""Stage life: reads. Meetings of one's own branch, the roll of one meeting, one's own volunteering.

There is no function that takes a member and returns meetings, marks or counts.
"""

from redcloud.apps.life.queries.draft import (
    MinutesSheet,
    TopicBoxes,
    draft_text,
    minutes_sheet,
    minutes_topics,
    topic_boxes,
    version_of,
)
from redcloud.apps.life.queries.everywhere import (
    HeldIn,
    MeetingHeads,
    first_held_in_root,
    held_in_root,
    meeting_heads,
)
from redcloud.apps.life.queries.meetings import (
    BranchMeetings,
    MeetingLine,
    branch_meetings,
    counted_meetings,
    due_members,
    held_meetings,
    left_open,
    meeting_chaired_by,
    meeting_run_by,
    meeting_visible_to,
    next_meeting,
    next_session,
    planned_by_kind,
    unit_of,
    upcoming_meetings,
)
from redcloud.apps.life.queries.open import held_while_belonging
from redcloud.apps.life.queries.own import own_data
from redcloud.apps.life.queries.page import MeetingView, meeting_page
from redcloud.apps.life.queries.proposal import Proposal, propose, usual_title
from redcloud.apps.life.queries.roll import RollLine, RollSheet, roll_sheet
from redcloud.apps.life.queries.setting import (
    MeetingSetting,
    setting_for_change,
    setting_for_new,
    settings_by_kind,
)
from redcloud.apps.life.queries.tables import meeting_topics_table
from redcloud.apps.life.queries.volunteering import (
    own_volunteering,
    own_volunteering_entry,
)

__all__ = [
    "BranchMeetings",
    "HeldIn",
    "MeetingHeads",
    "MeetingLine",
    "MeetingSetting",
    "MeetingView",
    "MinutesSheet",
    "Proposal",
    "RollLine",
    "RollSheet",
    "TopicBoxes",
    "branch_meetings",
    "counted_meetings",
    "draft_text",
    "due_members",
    "first_held_in_root",
    "held_in_root",
    "held_meetings",
    "held_while_belonging",
    "left_open",
    "meeting_chaired_by",
    "meeting_heads",
    "meeting_page",
    "meeting_run_by",
    "meeting_topics_table",
    "meeting_visible_to",
    "minutes_sheet",
    "minutes_topics",
    "next_meeting",
    "next_session",
    "own_data",
    "own_volunteering",
    "own_volunteering_entry",
    "planned_by_kind",
    "propose",
    "roll_sheet",
    "setting_for_change",
    "setting_for_new",
    "settings_by_kind",
    "topic_boxes",
    "unit_of",
    "upcoming_meetings",
    "usual_title",
    "version_of",
]
