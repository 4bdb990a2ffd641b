"""Which document a question was suggested from; of those that are here already, the first source they have."""

from typing import Any

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def take_over(apps: Any, schema_editor: Any) -> None:
    """The first source of what was suggested before."""
    sources = apps.get_model("evaluation", "GoldenSource").objects.filter(question=OuterRef("pk")).order_by("pk")
    suggested = apps.get_model("evaluation", "GoldenQuestion").objects.filter(origin="suggested")
    suggested.update(made_from=Subquery(sources.values("document_id")[:1]))


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0002_index")]
    operations = [
        migrations.AddField(
            model_name="goldenquestion",
            name="made_from",
            field=models.UUIDField(blank=True, db_index=True, editable=False, null=True),
        ),
        migrations.RunPython(take_over, migrations.RunPython.noop),
    ]
