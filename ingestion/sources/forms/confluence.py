"""The form of Confluence."""

import re
from urllib.parse import urlsplit

from django import forms

from ingestion.sources.forms.common import SourceForm
from ingestion.sources.forms.fields import Endings, Lines, ServerAddress

CLOUD = ".atlassian.net"
SPACE = re.compile(r"~?[\w.:-]+")


class ConfluenceForm(SourceForm):
    """Where Confluence is, who asks, and what for."""

    secrets = ("token",)
    sent_to = ("address", "user")
    address = ServerAddress(
        label="Address",
        max_length=400,
        help_text="Such as https://example.atlassian.net/wiki, or that of a server of your own.",
    )
    spaces = Lines(label="Spaces", max_length=5000, help_text="Their keys, one a line, such as HANDBOOK.")
    user = forms.CharField(
        label="User",
        required=False,
        max_length=200,
        help_text="In the cloud the e-mail address. Empty for a token of your own server.",
    )
    token = forms.CharField(
        label="Token", max_length=1000, help_text="What its owner may see comes in, and is read by all readers of this collection."
    )
    attachments = Endings(
        label="Attachments that end with",
        required=False,
        max_length=500,
        initial=[".pdf", ".docx", ".pptx", ".xlsx", ".odt", ".txt", ".md"],
        help_text="One a line. Empty: none.",
    )

    def clean_address(self) -> str:
        """In the cloud, that of Confluence and not of all that is there."""
        address: str = self.cleaned_data["address"]
        parts = urlsplit(address)
        if parts.query:
            raise forms.ValidationError("Only the address of Confluence itself, without a page.")
        if str(parts.hostname).endswith(CLOUD) and parts.path != "/wiki":
            raise forms.ValidationError("In the cloud, the address of Confluence ends with /wiki.")
        return address

    def clean_spaces(self) -> list[str]:
        """Keys, not names."""
        typed: list[str] = self.cleaned_data["spaces"]
        wrong = [each for each in typed if not SPACE.fullmatch(each)]
        if wrong:
            raise forms.ValidationError(f"“{wrong[0]}” is no key of a space. It stands in the address of its pages.")
        return typed
