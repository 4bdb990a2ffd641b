"""Chunkers are recorded. What is there was cut by the first one, whose key is blank, so that no row of a chunk is written."""

from django.conf import settings
from django.db import migrations, models


def adopt(apps, _schema):
    """The versions that are there cut as the settings say now."""
    conf = settings.RETRIEVAL
    versions = apps.get_model("retrieval", "IndexVersion").objects
    versions.update(chunk_tokens=conf.chunk_tokens, chunk_overlap=conf.chunk_overlap)


class Migration(migrations.Migration):

    dependencies = [
        ("retrieval", "0009_building_versions"),
    ]

    operations = [
        migrations.AddField(model_name="indexversion", name="chunker", field=models.CharField(default="", max_length=12)),
        migrations.AddField(model_name="indexversion", name="chunk_tokens", field=models.PositiveIntegerField(default=0)),
        migrations.AddField(model_name="indexversion", name="chunk_overlap", field=models.PositiveIntegerField(default=0)),
        migrations.AddField(model_name="indexversion", name="is_cut", field=models.BooleanField(default=True)),
        migrations.AddField(model_name="storedchunk", name="chunker", field=models.CharField(default="", max_length=12)),
        migrations.AddConstraint(
            model_name="storedchunk",
            constraint=models.UniqueConstraint(fields=("version_id", "chunker", "ordinal"), name="one_chunk_a_place"),
        ),
        migrations.RemoveConstraint(model_name="storedchunk", name="one_chunk_an_ordinal"),
        migrations.CreateModel(
            name="Uncut",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("chunker", models.CharField(max_length=12)),
                ("version_id", models.UUIDField()),
            ],
            options={"constraints": [models.UniqueConstraint(fields=("chunker", "version_id"), name="uncut_once")]},
        ),
        migrations.AddField(model_name="exclusion", name="of", field=models.CharField(default="", max_length=64)),
        migrations.RunPython(adopt, migrations.RunPython.noop),
    ]
