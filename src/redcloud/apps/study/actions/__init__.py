"""Stage study: writes. The library, sending, what readers say, branch plans."""

from redcloud.apps.study.actions.erasure import erase_member, own_data
from redcloud.apps.study.actions.library import (
    Draft,
    Imported,
    archive_item,
    change_item,
    field_errors,
    import_markdown,
    make_item,
    publish_item,
)
from redcloud.apps.study.actions.plans import lock_entry, make_plan, plan_again, swap_entry
from redcloud.apps.study.actions.progress import (
    accept_item,
    begin_item,
    complete_item,
    refuse_item,
    take_back,
)
from redcloud.apps.study.actions.sending import Sending, refresh_for, remix, send
from redcloud.apps.study.actions.training import train, train_if_due

__all__ = [
    "Draft",
    "Imported",
    "Sending",
    "accept_item",
    "archive_item",
    "begin_item",
    "change_item",
    "complete_item",
    "erase_member",
    "field_errors",
    "import_markdown",
    "lock_entry",
    "make_item",
    "make_plan",
    "own_data",
    "plan_again",
    "publish_item",
    "refresh_for",
    "refuse_item",
    "remix",
    "send",
    "swap_entry",
    "take_back",
    "train",
    "train_if_due",
]
