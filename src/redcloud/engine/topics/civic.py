"""Stage topics: the civic subjects that a comment may be said to be about. Constants out.

The list ships with a release and is apart from the study taxonomy on purpose: nobody who runs the
platform can add a subject to it (PRODUCT line 1), so that no subject can be made to stand for a
stance, a mood or a belief. A change here is a change of the product, reviewed as code, and raises
``RELEASE``; a stored subject says which release named it.
"""

from __future__ import annotations

from dataclasses import dataclass

RELEASE = "2026.1"


@dataclass(frozen=True, slots=True)
class CivicSubject:
    """What a discussion can be about: matters of living together, never what somebody thinks.

    Attributes
    ----------
    code
        Stable name in stored data.
    name_zh, name_en
        What a page prints. Names of constants are data of the release, not sentences.
    """

    code: str
    name_zh: str
    name_en: str


CIVIC_SUBJECTS: tuple[CivicSubject, ...] = (
    CivicSubject("roads-and-transport", "道路交通", "Roads and transport"),
    CivicSubject("parking", "停车", "Parking"),
    CivicSubject("housing-and-property", "住房物业", "Housing and property services"),
    CivicSubject("water-and-power", "水电供应", "Water and power"),
    CivicSubject("heating-and-gas", "供暖燃气", "Heating and gas"),
    CivicSubject("environment-and-cleaning", "环境卫生", "Environment and cleaning"),
    CivicSubject("waste-sorting", "垃圾分类", "Waste sorting"),
    CivicSubject("noise", "噪声", "Noise"),
    CivicSubject("public-safety", "公共安全", "Public safety"),
    CivicSubject("fire-safety", "消防安全", "Fire safety"),
    CivicSubject("disaster-preparedness", "防灾减灾", "Disaster preparedness"),
    CivicSubject("schools-and-childcare", "教育托幼", "Schools and childcare"),
    CivicSubject("elder-care", "养老服务", "Care for the elderly"),
    CivicSubject("medical-services", "医疗服务", "Medical services"),
    CivicSubject("employment-and-skills", "就业技能", "Employment and skills"),
    CivicSubject("social-security-services", "社保办事", "Social security services"),
    CivicSubject("farming", "农业生产", "Farming"),
    CivicSubject("rural-ecommerce", "农村电商", "Rural e-commerce"),
    CivicSubject("consumer-protection", "消费维权", "Consumer protection"),
    CivicSubject("fraud-prevention", "防范诈骗", "Fraud prevention"),
    CivicSubject("accessibility", "无障碍设施", "Accessibility"),
    CivicSubject("parks-and-culture", "公园文体", "Parks, culture and sport"),
    CivicSubject("volunteering", "志愿服务", "Volunteering"),
    CivicSubject("meeting-arrangements", "会议安排", "Meeting arrangements"),
    CivicSubject("study-arrangements", "学习安排", "Study arrangements"),
    CivicSubject("digital-services", "数字服务", "Digital services"),
)

CIVIC_CODES: frozenset[str] = frozenset(subject.code for subject in CIVIC_SUBJECTS)
_BY_CODE = {subject.code: subject for subject in CIVIC_SUBJECTS}


def civic_name(code: str, language: str) -> str:
    """Name a subject in Chinese or, for any other language, in English; one of an older release by its code.

    Examples
    --------
    >>> civic_name("parking", "zh-hans"), civic_name("parking", "en"), civic_name("long-ago", "en")
    ('停车', 'Parking', 'long-ago')
    """
    subject = _BY_CODE.get(code)
    if subject is None:
        return code
    return subject.name_zh if language.startswith("zh") else subject.name_en
