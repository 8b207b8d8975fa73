"""Stage study: writes. The library, courses, quizzes, sending, what readers say, branch plans."""

from redcloud.apps.study.actions.answering import (
    Taken,
    drop_answers,
    keep_answers,
    take_back_course,
    take_quiz,
)
from redcloud.apps.study.actions.asks import propose, withdraw_ask
from redcloud.apps.study.actions.changing import (
    ask_at_entry,
    change_session,
    lock_entry,
    move_entry,
    swap_entry,
)
from redcloud.apps.study.actions.course_parts import add_part, move_part, order_parts, remove_part
from redcloud.apps.study.actions.courses import (
    ask_for_course,
    change_course,
    hand_back_course,
    make_course,
    publish_course,
    put_back_course,
    restore_course,
    take_off_course,
)
from redcloud.apps.study.actions.erasure import erase_member, own_data
from redcloud.apps.study.actions.files import (
    add_file,
    forget_removed_files,
    remove_file,
    restore_file,
    sweep_files,
)
from redcloud.apps.study.actions.hearing import NotNow, hear
from redcloud.apps.study.actions.importing import PackageImported, import_package
from redcloud.apps.study.actions.item_versions import (
    Saved,
    approve_item,
    decline_item,
    restore_version,
    save_item,
)
from redcloud.apps.study.actions.launching import begin_newer, end_launches, launch_unit
from redcloud.apps.study.actions.library import (
    Imported,
    archive_item,
    change_item,
    field_errors,
    import_markdown,
    make_item,
    publish_item,
)
from redcloud.apps.study.actions.lists import ListRefused, ListStored, Undone, import_list, undo_import
from redcloud.apps.study.actions.opening import Addresses, Opened, hand_token
from redcloud.apps.study.actions.packages import forget_old_versions
from redcloud.apps.study.actions.plans import make_plan, plan_again, plan_term
from redcloud.apps.study.actions.progress import (
    accept,
    begin_item,
    complete_item,
    refuse,
    take_back,
)
from redcloud.apps.study.actions.quizzes import (
    QuestionDraft,
    add_question,
    change_question,
    draw_question,
    move_question,
    quiz_of,
    remove_question,
)
from redcloud.apps.study.actions.review import set_second_person
from redcloud.apps.study.actions.sending import Sending, refresh_for, remix, send
from redcloud.apps.study.actions.sessions import call_session, hold_plan, take_back_held
from redcloud.apps.study.actions.training import train, train_if_due
from redcloud.apps.study.actions.trying import try_unit
from redcloud.apps.study.actions.undoing import undo_plan
from redcloud.apps.study.actions.versions import (
    ask_for_quiz,
    hand_back_quiz,
    publish_quiz,
    put_back_quiz,
    take_off_quiz,
)
from redcloud.apps.study.actions.wishes import release_figures, wish_item
from redcloud.apps.study.drafts import CourseDraft, Draft

__all__ = [
    "Addresses",
    "CourseDraft",
    "Draft",
    "Imported",
    "ListRefused",
    "ListStored",
    "NotNow",
    "Opened",
    "PackageImported",
    "QuestionDraft",
    "Saved",
    "Sending",
    "Taken",
    "Undone",
    "accept",
    "add_file",
    "add_part",
    "add_question",
    "approve_item",
    "archive_item",
    "ask_at_entry",
    "ask_for_course",
    "ask_for_quiz",
    "begin_item",
    "begin_newer",
    "call_session",
    "change_course",
    "change_item",
    "change_question",
    "change_session",
    "complete_item",
    "decline_item",
    "draw_question",
    "drop_answers",
    "end_launches",
    "erase_member",
    "field_errors",
    "forget_old_versions",
    "forget_removed_files",
    "hand_back_course",
    "hand_back_quiz",
    "hand_token",
    "hear",
    "hold_plan",
    "import_list",
    "import_markdown",
    "import_package",
    "keep_answers",
    "launch_unit",
    "lock_entry",
    "make_course",
    "make_item",
    "make_plan",
    "move_entry",
    "move_part",
    "move_question",
    "order_parts",
    "own_data",
    "plan_again",
    "plan_term",
    "propose",
    "publish_course",
    "publish_item",
    "publish_quiz",
    "put_back_course",
    "put_back_quiz",
    "quiz_of",
    "refresh_for",
    "refuse",
    "release_figures",
    "remix",
    "remove_file",
    "remove_part",
    "remove_question",
    "restore_course",
    "restore_file",
    "restore_version",
    "save_item",
    "send",
    "set_second_person",
    "swap_entry",
    "sweep_files",
    "take_back",
    "take_back_course",
    "take_back_held",
    "take_off_course",
    "take_off_quiz",
    "take_quiz",
    "train",
    "train_if_due",
    "try_unit",
    "undo_import",
    "undo_plan",
    "wish_item",
    "withdraw_ask",
]
