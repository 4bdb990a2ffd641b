"""The form of a SQL database."""

from urllib.parse import urlsplit

from django import forms

from ingestion.errors import SourceError
from ingestion.sources import folder
from ingestion.sources.forms.common import SourceForm
from ingestion.sources.forms.fields import FORMATS


class DatabaseForm(SourceForm):
    """Where the database is, what is asked, and what the columns mean."""

    secrets = ("password",)
    sent_to = ("url",)
    url = forms.CharField(
        label="Database", max_length=1000, help_text="postgres://user@host/name, or the path of a SQLite file on the server."
    )
    query = forms.CharField(label="Query", max_length=10000, widget=forms.Textarea({"rows": 5, "spellcheck": "false"}))
    key = forms.CharField(label="Column that knows a row for ever", max_length=100, initial="id")
    title = forms.CharField(label="Column with the title", max_length=100, initial="title")
    text = forms.CharField(label="Column with the text", max_length=100, initial="text")
    changed = forms.CharField(
        label="Column that says when it changed", required=False, max_length=100, help_text="Empty: the text is compared."
    )
    format = forms.ChoiceField(label="The text is", choices=FORMATS)
    password = forms.CharField(label="Password", required=False, max_length=1000)

    def clean_url(self) -> str:
        """PostgreSQL without a password in it, or a file that sources may read."""
        url: str = self.cleaned_data["url"].strip()
        if not url.startswith(("postgres://", "postgresql://")):
            try:
                return str(folder.allowed_file(url))
            except SourceError as error:
                raise forms.ValidationError(str(error)) from error
        if urlsplit(url).password or "password" in urlsplit(url).query:
            raise forms.ValidationError("Leave the password out of the address; there is a field for it.")
        return url
