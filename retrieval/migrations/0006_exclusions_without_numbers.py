import hashlib

from django.db import migrations

from guard.redaction import renumbered


def digest_anew(apps, schema_editor):
    """What is in the index already, and what is excluded from it, is known without the numbers of masked values."""
    chunks = apps.get_model("retrieval", "StoredChunk").objects
    exclusions = apps.get_model("retrieval", "Exclusion").objects
    for row in chunks.filter(text__regex=r"\[[A-Z_]+_[0-9]+\]").only("id", "document_id", "text", "text_digest").iterator(chunk_size=500):
        new = hashlib.sha256(renumbered(row.text).encode("utf-8", "surrogatepass")).hexdigest()
        if new == row.text_digest:
            continue
        of_document = exclusions.filter(document_id=row.document_id)
        if not of_document.filter(text_digest=new).exists():
            of_document.filter(text_digest=row.text_digest).update(text_digest=new)
        chunks.filter(pk=row.pk).update(text_digest=new)


class Migration(migrations.Migration):

    dependencies = [
        ('retrieval', '0005_exclusions'),
    ]

    operations = [
        migrations.RunPython(digest_anew, migrations.RunPython.noop),
    ]
