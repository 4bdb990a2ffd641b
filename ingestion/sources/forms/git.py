"""The form of a Git repository."""

from django import forms
from django.conf import settings

from ingestion.sources.forms.common import SourceForm
from ingestion.sources.forms.fields import Endings


class GitForm(SourceForm):
    """The repository, and what of it."""

    secrets = ("password",)
    sent_to = ("url",)
    url = forms.CharField(label="Address", max_length=1000, help_text="Such as https://git.example.org/handbook.git")
    branch = forms.RegexField(
        r"^[\w.][\w./-]*$", label="Branch", required=False, max_length=200, help_text="Empty: the repository’s own."
    )
    folder = forms.CharField(label="Folder", required=False, max_length=500, help_text="Empty: the whole repository.")
    endings = Endings(label="Only files that end with", required=False, max_length=500, initial=[".md", ".txt", ".html", ".pdf"])
    user = forms.CharField(label="User", required=False, max_length=200)
    password = forms.CharField(
        label="Password or token",
        required=False,
        max_length=1000,
        help_text="For https. With ssh, the key and the known hosts of the user as which Footnote runs are used.",
    )

    def clean_url(self) -> str:
        """An address by a protocol that is allowed, with no password in it."""
        url: str = self.cleaned_data["url"].strip()
        scheme, _, rest = url.partition("://")
        if not rest or scheme not in settings.SOURCES.git_protocols:
            allowed = " or ".join(f"{each}://" for each in settings.SOURCES.git_protocols)
            raise forms.ValidationError(f"It has to begin with {allowed}.")
        if "@" in rest.partition("/")[0] and scheme != "ssh":
            raise forms.ValidationError("Leave the user and the password out of the address; there are fields for them.")
        return url
