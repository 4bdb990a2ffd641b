"""The form of a folder on the server."""

from django import forms

from ingestion.errors import SourceError
from ingestion.sources import folder
from ingestion.sources.forms.common import SourceForm


class FolderForm(SourceForm):
    """Where the folder is on the server."""

    path = forms.CharField(
        label="Folder", max_length=1000, help_text="Its path on the server. Hidden files and links are left out."
    )

    def clean_path(self) -> str:
        """One that sources may watch."""
        try:
            return str(folder.allowed(self.cleaned_data["path"]))
        except SourceError as error:
            raise forms.ValidationError(str(error)) from error
