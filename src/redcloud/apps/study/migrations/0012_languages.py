"""What was never said to be in another language gets the one that its text is in."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from redcloud.engine.study.languages import CHINESE, language_of

_AT_ONCE = 500


def guess(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Guess where the language is the one that everything had; what an editor chose stays."""
    for name, words in (("Item", ("title", "text")), ("Course", ("title", "text")), ("Question", ("text",))):
        model = apps.get_model("study", name)
        found: dict[str, list[int]] = {}
        for row in model.objects.filter(language=CHINESE).values("pk", *words).iterator(chunk_size=_AT_ONCE):
            language = language_of("\n".join(row[word] for word in words))
            if language != CHINESE:
                found.setdefault(language, []).append(row["pk"])
        for language, keys in found.items():
            for start in range(0, len(keys), _AT_ONCE):
                model.objects.filter(pk__in=keys[start : start + _AT_ONCE]).update(language=language)


class Migration(migrations.Migration):
    dependencies = [("study", "0011_courses_sent")]

    operations = [migrations.RunPython(guess, migrations.RunPython.noop)]
