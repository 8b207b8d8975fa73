"""Stage study: words for what is wrong with a package, and what to know of it. A code in, words out."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from redcloud.engine.study.packages.faults import FaultCode, NoteCode
from redcloud.engine.study.packages.structure import MoveOn

FAULT_WORDS: Final[dict[FaultCode, Promise]] = {
    "unreadable": _("文件打不开，可能没有传完。请重新压缩成 .zip，再选一次。"),
    "encrypted": _("压缩包有密码。请去掉密码，再选一次。"),
    "leads_out": _("压缩包里的这个文件指到了包外面。请用普通的压缩软件重新打包。"),
    "link": _("压缩包里有快捷方式（链接）。请换成文件本身，再打包。"),
    "bomb": _("这个文件解开以后大得不正常，没有打开。"),
    "too_large": _("太大了：整个课程包解开以后，或者这个文件，超过上限。请压缩视频，或者拆成几个课程包。"),
    "too_many": _("文件太多，最多 5000 个。请拆成几个课程包。"),
    "absurd_name": _("这个文件名太长、太深，或者有不能用的符号。请改名。"),
    "same_name": _("有两个文件名只差大小写。请改掉一个。"),
    "no_texts": _("里面没有可用的内容。"),
    "no_structure": _(
        "压缩包最外层没有 cmi5.xml（全小写），所以不是 cmi5 课程包。请在制作工具里选“导出为 cmi5”。"
    ),
    "structure_deeper": _("cmi5.xml 在里面的文件夹里。请打开那个文件夹，把里面的内容直接压缩，再选一次。"),
    "xml_broken": _("这里不是可读的 XML，后面没有再看。请用制作工具重新导出；文字要存成 UTF-8。"),
    "xml_doctype": _("cmi5.xml 里有 DOCTYPE 声明，为了安全不读。请删去这一行。"),
    "xml_too_large": _("cmi5.xml 太大或嵌套太深。"),
    "not_cmi5": _("这不是 cmi5 的课程结构（根元素或命名空间不对）。请选“导出为 cmi5”，不是 SCORM 或 xAPI。"),
    "lacks": _("缺少这一项。"),
    "repeated": _("这一项只能有一个。"),
    "not_an_iri": _("编号要写成完整的 IRI，例如 https://example.org/course/1。"),
    "id_too_long": _("编号超过 1000 个字符。"),
    "repeated_id": _("这个编号用了两次。每个单元、每一组的编号都要不同。"),
    "no_units": _("里面没有单元（au）。"),
    "too_many_units": _("单元太多。"),
    "too_deep": _("分组嵌套太深，最多 20 层。"),
    "bad_move_on": _(
        "moveOn 只能是 Passed、Completed、CompletedAndPassed、CompletedOrPassed 或 NotApplicable。"
    ),
    "bad_launch_method": _("launchMethod 只能是 OwnWindow 或 AnyWindow。"),
    "bad_mastery": _("masteryScore 要写成 0 到 1 之间的小数，最多四位。"),
    "url_unreadable": _("这个网址写得不对。"),
    "url_not_web": _("这个单元要用别的应用打开，浏览器里打不开。"),
    "url_not_safe": _("这个单元在别的网站上，而且不是 https。请换成 https 的网址。"),
    "url_leads_out": _("这个网址指到了包外面。请写成从 cmi5.xml 算起的相对路径。"),
    "url_parameter": _(
        "网址里用了 endpoint、fetch、actor、registration 或 activityId，这些是启动时才加的。请去掉。"
    ),
    "url_without_zip": _("只有 cmi5.xml 的话，每个单元都要写完整的网址。请改网址，或者连同文件压缩成 .zip。"),
    "file_missing": _("包里没有这个文件。请核对 url，或者补上文件。"),
}

NOTE_WORDS: Final[dict[NoteCode, Promise]] = {
    "no_description": _("没有说明。读者只看到标题。"),
    "unknown_language": _("标题或说明的语言代码不规范，不知道是哪种语言。"),
    "never_done": _("没有一个单元要求完成，所以课程包自己不会把这篇记为学完；读者要自己点“学完了”。"),
    "done_by_itself": _("这个单元没有完成条件，一开始就算达到。"),
    "from_elsewhere": _("有单元在这个网站上，不在包里。读者打开前会看到提示；那里怎样记录，由那个网站决定。"),
    "loads_elsewhere": _("这个页面要从别的网站取东西，在这里取不到。请把它放进包里。"),
    "keeps_in_browser": _("它要用浏览器的存储，在这里没有。请试开一遍，看看能不能用。"),
}

MOVE_ON_WORDS: Final[dict[MoveOn, Promise]] = {
    "Completed": _("学完算达到"),
    "Passed": _("通过测验算达到"),
    "CompletedAndPassed": _("学完并且通过测验算达到"),
    "CompletedOrPassed": _("学完或者通过测验算达到"),
    "NotApplicable": _("没有完成条件"),
}
