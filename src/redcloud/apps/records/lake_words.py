"""Stage records: words for a lake that takes nothing, for pages. In: a code. Out: a sentence."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_SILENT: Final = _("存储没有应答。请检查网络和存储服务；恢复后会自动继续。")

LAKE_WORDS: Final[dict[str, Promise]] = {
    "silent": _SILENT,
    "vanished": _("存储里缺少数据湖的文件。请检查是否有清理规则在删除它们，必要时从备份恢复。"),
    "no_container": _("存储里没有所设的存储桶。请核对 REDCLOUD_LAKE，或先建好存储桶。"),
    "no_right": _("存储拒绝了访问。请给所用的密钥读、写、列出和删除的权限。"),
    "wrong_key": _(
        "存储不认识所用的密钥。请核对 REDCLOUD_S3_ACCESS_KEY 和 REDCLOUD_S3_SECRET_KEY，然后重启。"
    ),
    "wrong_region": _("存储桶在另一个区域。请核对 REDCLOUD_S3_REGION 和 REDCLOUD_S3_ENDPOINT，然后重启。"),
    "wrong_clock": _("服务器的时钟不准，存储不接受请求。请校准时钟。"),
    "untrusted": _(
        "存储的证书不受信任。请把签发它的机构的证书文件写进 SSL_CERT_FILE 和 AWS_CA_BUNDLE，然后重启。"
    ),
    "full": _("存储已满或超出配额。请扩大配额；恢复后会自动继续。"),
    "unconditional": _("这个存储不支持条件写入，不能用来放数据湖。请换一个存储，或改用文件夹。"),
    "disk_full": _("服务器的磁盘已满。请腾出空间；恢复后会自动继续。"),
    "moved": _("数据湖已经搬到别处。请把 REDCLOUD_LAKE 设为新的位置，然后重启。"),
    "mismatch": _("数据湖是另一个版本的程序写的。请换用与它相配的版本。"),
}


def lake_words(code: str) -> Promise:
    """What is the matter with the lake and what an administrator can do about it."""
    return LAKE_WORDS.get(code, _SILENT)
