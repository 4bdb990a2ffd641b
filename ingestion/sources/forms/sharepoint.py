"""The form of SharePoint and OneDrive."""

from typing import Any

from django import forms

from ingestion.sources.forms.common import SourceForm
from ingestion.sources.forms.fields import Endings, ServerAddress

NAME = r"^[A-Za-z0-9][\w.-]*$"


class SharePointForm(SourceForm):
    """Which application asks, and for which library or drive."""

    secrets = ("secret",)
    sent_to = ("login", "graph", "tenant", "application")
    site = ServerAddress(
        label="Address of the site",
        required=False,
        max_length=400,
        help_text="Such as https://example.sharepoint.com/sites/Handbook.",
    )
    library = forms.CharField(label="Library", required=False, max_length=200, help_text="Empty: the first one, “Documents”.")
    user = forms.EmailField(
        label="Or the OneDrive of", required=False, max_length=200, help_text="A person’s name for signing in. Then without a site."
    )
    folder = forms.CharField(label="Folder", required=False, max_length=400, help_text="Empty: the whole library.")
    endings = Endings(label="Only files that end with", required=False, max_length=500, help_text="One a line. Empty: all of them.")
    tenant = forms.RegexField(
        NAME, label="Tenant", max_length=100, help_text="Its id, or a domain such as example.onmicrosoft.com."
    )
    application = forms.RegexField(
        NAME, label="Application", max_length=100, help_text="The id of one that an administrator there lets read files, and sites."
    )
    secret = forms.CharField(label="Client secret", max_length=500)
    login = ServerAddress(label="Server for signing in", max_length=400, initial="https://login.microsoftonline.com")
    graph = ServerAddress(label="Server of Graph", max_length=400, initial="https://graph.microsoft.com")

    def clean_folder(self) -> str:
        """Without slashes at its ends."""
        folder: str = self.cleaned_data["folder"]
        return folder.strip("/ ")

    def clean(self) -> dict[str, Any]:
        """Either a site or a person."""
        given = super().clean()
        if "site" in given and "user" in given and bool(given["site"]) == bool(given["user"]):
            self.add_error("site", "Name either a site or the person whose OneDrive is meant.")
        return given
