"""What a curator may fill in: a golden question with its sources, what a run is for, and a word for a run that is worse."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError

from evaluation.golden import keeping
from evaluation.golden.keeping import Content
from evaluation.golden.messages import Place
from evaluation.models import LONGEST_QUESTION

NOT_A_SOURCE = "One of the sources is no document of this collection that can be found now."


class PlacesField(forms.MultipleChoiceField):
    """Right places, as `Place` writes them."""

    def to_python(self, value: Any) -> list[Any]:
        """Places; what is none is refused."""
        try:
            return [Place.read(text) for text in super().to_python(value)]
        except ValueError:
            raise ValidationError(NOT_A_SOURCE) from None

    def valid_value(self, value: Any) -> bool:
        """Any place: the form knows which documents are there."""
        return True


class GoldenForm(forms.Form):
    """A golden question. `known` are documents that it has already, which may be gone by now."""

    question = forms.CharField(
        max_length=LONGEST_QUESTION,
        widget=forms.Textarea({"rows": 3}),
        label="Question, as somebody would ask it",
        error_messages={"required": "Write a question.", "max_length": "Shorten the question to 1,000 characters."},
    )
    places = PlacesField(required=False)
    unanswerable = forms.BooleanField(required=False)
    note = forms.CharField(
        max_length=500,
        required=False,
        label="Note",
        help_text="Why this question is worth asking, for those who come after you.",
        error_messages={"max_length": "Shorten the note to 500 characters."},
    )

    def __init__(self, *args: Any, collection_id: UUID, known: Iterable[UUID] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.collection_id, self.known = collection_id, set(known)

    def clean(self) -> dict[str, Any]:
        """Sources that are there where it has an answer, and none where it hasn't."""
        cleaned: dict[str, Any] = super().clean() or {}
        chosen: list[Place] = cleaned.get("places", [])
        if "places" in cleaned and bool(chosen) == cleaned["unanswerable"]:
            say = "Untick the sources" if chosen else "Tick the sources that answer it"
            raise ValidationError(f"{say}, or say whether the documents answer it.")
        documents = {each.document_id for each in chosen}
        if documents - self.known - keeping.findable(self.collection_id, documents):
            raise ValidationError(NOT_A_SOURCE)
        return cleaned

    @property
    def content(self) -> Content:
        """What a valid form says."""
        return Content(self.cleaned_data["question"], tuple(self.cleaned_data["places"]), self.cleaned_data["note"])

    @property
    def chosen(self) -> tuple[Place, ...]:
        """The places that are ticked, as the page has to show them; what is no place is left out."""
        return tuple(place for text in self["places"].value() or [] if (place := _place(text)))


class RunForm(forms.Form):
    """What a run is for."""

    note = forms.CharField(max_length=200, required=False, label="What is it for?")


class WordForm(forms.Form):
    """Why a run that is worse may stand."""

    why = forms.CharField(
        max_length=500, error_messages={"required": "Say why it may stand.", "max_length": "Shorten it to 500 characters."}
    )


def _place(text: object) -> Place | None:
    try:
        return Place.read(str(text))
    except ValueError:
        return None
