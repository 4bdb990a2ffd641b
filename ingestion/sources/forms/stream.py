"""The form of a stream of events."""

from typing import Any

from django import forms

from ingestion.errors import SourceError
from ingestion.sources.forms.common import SourceForm
from ingestion.sources.forms.fields import FORMATS
from ingestion.sources.streams.connecting import OWN, check_name, place


class StreamForm(SourceForm):
    """Where the stream is, and which field of an event holds what."""

    secrets = ("password",)
    sent_to = ("url", "user")
    url = forms.CharField(
        label="Redis",
        required=False,
        max_length=500,
        help_text=f"Such as rediss://events.example.org:6379/0. Empty: Footnote’s own, for streams called “{OWN}…”.",
    )
    stream = forms.CharField(label="Stream", max_length=500, initial=OWN)
    user = forms.CharField(label="User", required=False, max_length=200)
    password = forms.CharField(label="Password", required=False, max_length=1000)
    key = forms.CharField(label="Field that knows a document for ever", max_length=100, initial="id")
    text = forms.CharField(
        label="Field with the content",
        max_length=100,
        initial="text",
        help_text="Text or a whole file. Empty: the document is gone.",
    )
    title = forms.CharField(label="Field with the name", required=False, max_length=100, initial="title")
    type = forms.CharField(label="Field with the media type", required=False, max_length=100, initial="type")
    format = forms.ChoiceField(label="Without a media type the content is", choices=FORMATS)
    link = forms.CharField(label="Field with the address of the original", required=False, max_length=100, initial="url")
    deleted = forms.CharField(
        label="Field that says it is gone", required=False, max_length=100, initial="deleted", help_text="Such as deleted = 1."
    )
    json = forms.CharField(
        label="Field whose JSON holds all of these",
        required=False,
        max_length=100,
        help_text="Empty: they are fields of the event.",
    )

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
