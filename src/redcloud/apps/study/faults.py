"""Stage study: what keeps a question from being asked. A code in, a sentence that says what to do out."""

from __future__ import annotations

from django.utils.translation import gettext as _

from redcloud.engine.study.quizzes import MOST_CHOICES


def said(code: str) -> str:
    """What is wrong with a question, in words that say what to do."""
    return {
        "no_text": _("请写下问题。"),
        "too_few_choices": _("请写至少两个选项。"),
        "too_many_choices": _("选项最多 %(most)d 个。") % {"most": MOST_CHOICES},
        "choice_without_text": _("有一个选项没有文字。"),
        "choices_alike": _("有两个选项写得一样。"),
        "none_right": _("请勾出正确的选项。"),
        "more_than_one_right": _("这种题只能有一个正确选项。要多个，请改成多选题。"),
        "no_accepted": _("请写至少一个可以接受的答案。"),
        "accepted_is_empty": _("可以接受的答案里有一行是空的。"),
        "kinds_mixed": _("一道题里只能用一种写法：( )、[ ] 或 =。"),
        "unknown_line": _("有一行看不懂：问题写成“1. …”，选项写成“- ( ) …”，答案写成“= …”。"),
        "unknown_kind": _("不认得这种题型。可以写：单选题、多选题、判断题、简答题。"),
        "unknown_right": _(
            "看不懂哪个是正确答案。选择题写选项的字母，例如 B，或者 A、C；判断题写“对”或“错”。"
        ),
    }[code]
