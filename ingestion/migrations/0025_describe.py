"""Documents that search shows already get what they may be filtered by; their points are told of it in the background."""

from django.db import migrations

from ingestion import describing
from ingestion.batches import batched
from retrieval.filters import words_of

FIELDS = ["kind", "author", "author_words", "dated", "language"]


def describe(apps, schema_editor):
    known = apps.get_model("retrieval", "IndexedDocument").objects
    documents = apps.get_model("ingestion", "Document").objects
    for ids in batched(list(known.values_list("pk", flat=True))):
        rows = known.in_bulk(ids)
        found = list(documents.filter(pk__in=ids).select_related("current"))
        for document in found:
            row = rows[document.pk]
            row.kind = describing.kind(document.current.media_type if document.current else "").value
            row.author = describing.author(document)
            row.author_words = f" {' '.join(words_of(row.author))} "[:700]
            row.dated, row.language = describing.dated(document), describing.language(document)
        known.bulk_update([rows[document.pk] for document in found], FIELDS, batch_size=50)


class Migration(migrations.Migration):

    dependencies = [
        ("ingestion", "0024_page_remark"),
        ("retrieval", "0007_filters"),
    ]

    operations = [migrations.RunPython(describe, migrations.RunPython.noop)]
