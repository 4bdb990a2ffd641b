"""The form of a stream of events."""

from typing import Any

from django import forms

from ingestion.errors import SourceError
from ingestion.sources.forms.events import EventsForm
from ingestion.sources.streams.connecting import OWN, check_name, place


class StreamForm(EventsForm):
    """Where the stream is."""

    secrets = ("password",)
    sent_to = ("url", "user")
    field_order = ("url", "stream", "user", "password")
    url = forms.CharField(
        label="Redis",
        required=False,
        max_length=500,
        help_text=f"Such as rediss://events.example.org:6379/0. Empty: Footnote’s own, for streams called “{OWN}…”.",
    )
    stream = forms.CharField(label="Stream", max_length=500, initial=OWN)
    user = forms.CharField(label="User", required=False, max_length=200)
    password = forms.CharField(label="Password", required=False, max_length=1000)

    def clean_url(self) -> str:
        """The address of a Redis, without a password in it."""
        url: str = self.cleaned_data["url"].strip()
        try:
            if url:
                place(url)
        except SourceError as error:
            raise forms.ValidationError(str(error)) from error
        return url

    def clean(self) -> dict[str, Any]:
        """A stream that may be read there."""
        given = super().clean()
        try:
            check_name(given.get("url", "-"), given.get("stream", OWN))
        except SourceError as error:
            self.add_error("stream", str(error))
        return given
