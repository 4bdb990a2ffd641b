"""What forms of sources of events have in common."""

from django import forms

from ingestion.sources.forms.common import SourceForm
from ingestion.sources.forms.fields import FORMATS


class EventsForm(SourceForm):
    """Which field of an event holds what."""

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
