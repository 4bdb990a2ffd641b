"""The form of a SQL dump."""

from typing import Any

from django import forms

from ingestion.errors import SourceError
from ingestion.sources import folder
from ingestion.sources.forms.common import SourceForm
from ingestion.sources.forms.fields import FORMATS, Lines


class DumpForm(SourceForm):
    """Where the dump is, and whether its tables or the rows of one of them become documents."""

    path = forms.CharField(
        label="Dump", max_length=1000, help_text="Its path on the server: a file of SQL, such as rules.sql or rules.sql.gz."
    )
    tables = Lines(
        label="Only these tables", max_length=5000, required=False, help_text="One a line, each a document. Empty: all of them."
    )
    table = forms.CharField(
        label="A document for each row of", max_length=200, required=False, help_text="A table. Empty: each table is a document."
    )
    key = forms.CharField(label="Column that knows a row for ever", max_length=200, initial="id")
    title = forms.CharField(label="Column with the title", max_length=200, required=False, help_text="Empty: that which knows it.")
    text = forms.CharField(label="Column with the text", max_length=200, required=False, help_text="Empty: all columns are told.")
    format = forms.ChoiceField(label="The text is", choices=FORMATS)

    def clean_path(self) -> str:
        """A file that sources may read."""
        try:
            return str(folder.allowed_file(self.cleaned_data["path"]))
        except SourceError as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        """Either some tables or the rows of one."""
        given = super().clean()
        if given.get("tables") and given.get("table"):
            self.add_error("table", "Name either tables or the one whose rows become documents.")
        return given
