"""Stage study: a question to talk about. An item and why it is planned in, one question out.

An author's own question comes first: a line of the text that says it is to be talked about. Else the reason
for which the item is planned says what is worth talking about; the usual questions take turns.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from redcloud.apps.study.models import Item

_OWN = re.compile(
    r"^[#>*\-\s]*(?:讨论|思考|议一议|想一想)题?[：: ]+(?:\d+[.、]\s*)?(.{6,120}?[？?])", re.MULTILINE
)


def proposed_question(item: Item, reason_code: str) -> str:
    """A question of the text itself, or one that belongs to the reason."""
    own = _OWN.search(item.text)
    if own is not None:
        return str(own.group(1)).strip()
    by_reason = {
        "need_nearby": _("居民提的事里，哪一件我们学了就能帮上忙？谁来开头？"),
        "asked_from_above": _("这件事落到我们支部，最实在的一步是什么？"),
        "wished": _("大家为什么想一起学这篇？各自最想弄清楚的是哪一点？"),
    }
    return by_reason.get(reason_code) or _usual()[item.pk % len(_usual())]


def _usual() -> list[str]:
    return [
        _("学了这篇，我们支部下个月先做哪一件小事？"),
        _("这里讲的几条，我们身边哪一条最容易被忽略？"),
        _("这里面哪一点值得讲给邻居听？谁去讲、怎么讲？"),
        _("这里面有什么是以前不知道的？对我们有什么用？"),
        _("这里讲的事，身边有没有遇到过？当时是怎么办的？"),
    ]
