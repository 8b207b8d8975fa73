"""Stage study: an empty workbook for courses and questions, with examples. A language in, octets out."""

from __future__ import annotations

from django.utils.translation import gettext as _

from redcloud.engine.study.quizzes import Choice, Question, true_or_false
from redcloud.engine.study.teaching.columns import COURSE_HEADINGS
from redcloud.engine.study.teaching.sheets import EXAMPLE, question_cells
from redcloud.engine.study.teaching.workbook import template


def template_in(language: str) -> bytes:
    """Four examples of questions, one of a course, and how it is filled in; examples are not imported."""
    example = EXAMPLE[1 if language.startswith("en") else 0]
    course = _("急救入门")
    questions = [
        question_cells(one, language, number=example, quiz=course, state="", spoken="") for one in _examples()
    ]
    about = {"number": example, "title": course, "text": _("三篇短文，最后一份小测。")}
    about |= {"parts": "\n".join([_("心肺复苏"), _("烫伤怎么办")]), "topics": _("急救")}
    courses = [dict.fromkeys(COURSE_HEADINGS, "") | about]
    return template([], courses, questions, _notes(example), language)


def _examples() -> list[Question]:
    return [
        Question(
            "",
            "single",
            _("按压胸口要多深？"),
            (
                Choice("c1", _("2 厘米"), False, _("太浅，血送不出去。")),
                Choice("c2", _("5 到 6 厘米"), True, _("对，每次都让胸口完全回弹。")),
            ),
        ),
        Question(
            "",
            "multiple",
            _("有人倒下没有反应，哪些要做？"),
            (
                Choice("c1", _("打 120"), True),
                Choice("c2", _("喂水"), False, _("会呛住。")),
                Choice("c3", _("去取除颤器"), True),
            ),
        ),
        true_or_false("", _("烫伤以后先用凉水冲。"), right=True, when_false=_("再想想：凉水能带走热量。")),
        Question("", "short", _("急救电话是多少？"), (), ("120",), _("对，说清楚地点。"), _("是三位数。")),
    ]


def _notes(example: str) -> list[str]:
    return [
        _("一行一道题。“编号”一列写着“%(example)s”的行不会导入，照着写就行，也可以删掉。")
        % {"example": example},
        _("题型：单选题、多选题、判断题、简答题；空着也行，看答案就知道。"),
        _("正确答案：选择题写选项的字母，例如 B，或者 A、C；判断题写“对”或“错”。"),
        _("简答题的答案写在“可以接受的答案”里，一行一个。"),
        _("讲解：选了这一项的人会看到的话。判断题的“讲解 A”给答“对”的人，“讲解 B”给答“错”的人。"),
        _("小测：写内容或课程的标题，这道题就排在它的小测里，按行的顺序；空着就只放进题库。"),
        _("小测状态：写“已发布”就发布；空着不变，新的小测是草稿。"),
        _("课程的“各部分”一行一篇，写内容的标题，按学的顺序。"),
        _("没有写进来的题目和课程不受影响；导入前先看会改什么，导入后可以一次撤销。"),
    ]
