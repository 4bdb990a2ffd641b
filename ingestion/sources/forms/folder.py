"""The form of a folder on the server."""

from django import forms

from ingestion.errors import SourceError
from ingestion.sources import folder
from ingestion.sources.forms.common import SourceForm
from ingestion.sources.forms.fields import Endings


class FolderForm(SourceForm):
    """Where the folder is on the server."""

    path = forms.CharField(
        label="Folder", max_length=1000, help_text="Its path on the server. Hidden files and links are left out."
    )
    endings = Endings(label="Only files that end with", required=False, max_length=500, help_text="One a line. Empty: all of them.")

    def clean_path(self) -> str:
        """One that sources may watch."""
        try:
            return str(folder.allowed(self.cleaned_data["path"]))
        except SourceError as error:
            raise forms.ValidationError(str(error)) from error
