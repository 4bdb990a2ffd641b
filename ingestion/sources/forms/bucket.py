"""The form of a bucket."""

from django import forms

from ingestion.sources.forms.common import SourceForm
from ingestion.sources.forms.fields import Endings, ServerAddress


class BucketForm(SourceForm):
    """Where the bucket is, and what of it."""

    secrets = ("secret",)
    sent_to = ("endpoint",)
    endpoint = ServerAddress(
        label="Address of the server", max_length=500, help_text="Such as https://s3.eu-central-1.amazonaws.com"
    )
    region = forms.CharField(label="Region", max_length=100, initial="us-east-1")
    bucket = forms.RegexField(r"^[A-Za-z0-9][\w.-]+$", label="Bucket", max_length=100)
    begins = forms.CharField(label="Only names that begin with", required=False, max_length=500)
    endings = Endings(label="Only names that end with", required=False, max_length=500)
    access_key = forms.CharField(label="Access key", max_length=200)
    secret = forms.CharField(label="Secret key", max_length=500)
