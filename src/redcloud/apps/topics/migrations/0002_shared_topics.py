"""The shared topics that every installation starts with."""

from django.db import migrations

SHARED = [
    ("everyday-law", "生活中的法律", "Law for everyday life", False),
    ("first-aid", "急救", "First aid", False),
    ("fire-safety", "消防安全", "Fire safety", False),
    ("elder-care", "关爱老人", "Care for the elderly", False),
    ("rural-ecommerce", "农村电商", "Rural e-commerce", False),
    ("water-saving", "节约用水", "Saving water", False),
    ("public-speaking", "公众表达", "Public speaking", False),
    ("reading-data", "看懂数据", "Reading data", False),
    ("organising-volunteers", "组织志愿服务", "Organising volunteers", False),
    ("waste-sorting", "垃圾分类", "Waste sorting", False),
    ("digital-skills", "数字技能", "Digital skills", False),
    ("fraud-prevention", "防范诈骗", "Fraud prevention", False),
    ("child-protection", "未成年人保护", "Child protection", False),
    ("neighbour-mediation", "邻里调解", "Mediation between neighbours", False),
    ("disaster-preparedness", "防灾避险", "Disaster preparedness", False),
    ("mental-wellbeing", "心理健康", "Mental wellbeing", True),
    ("health", "健康知识", "Health", True),
    ("household-debt", "家庭债务", "Household debt", True),
    ("history-and-theory", "历史与理论", "History and theory", False),
    ("grassroots-governance", "基层治理", "Grass-roots governance", False),
    ("environment", "环境保护", "Environment", False),
    ("food-safety", "食品安全", "Food safety", False),
    ("farming", "农业技术", "Farming", False),
    ("accessibility", "无障碍", "Accessibility", False),
    ("meeting-skills", "开好会议", "Running good meetings", False),
    ("minutes-writing", "会议记录", "Writing minutes", False),
]


def add_shared(apps, schema_editor):
    Topic = apps.get_model("topics", "Topic")
    Topic.objects.bulk_create(
        Topic(code=code, name_zh=zh, name_en=en, sensitive=sensitive) for code, zh, en, sensitive in SHARED
    )


def remove_shared(apps, schema_editor):
    codes = [row[0] for row in SHARED]
    apps.get_model("topics", "Topic").objects.filter(root=None, code__in=codes).delete()


class Migration(migrations.Migration):
    dependencies = [("topics", "0001_initial")]

    operations = [migrations.RunPython(add_shared, remove_shared)]
