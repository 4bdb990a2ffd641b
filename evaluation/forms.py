"""What a curator may fill in: a golden question with its sources, what a run is for, and a word for a run that is worse."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from access.access import collections_for
from access.models import Collection, User
from evaluation.golden import keeping
from evaluation.golden.keeping import Content
from evaluation.golden.messages import Place
from evaluation.models import LONGEST_QUESTION
from retrieval.benching import MOST
from retrieval.stages import Stages

STAGES = {
    "dense": "Find by meaning",
    "bm25": "Find by words",
    "rerank": "Look closer at the best",
    "collapse": "Leave out what repeats",
    "phrases": "Quoted words exactly",
    "filters": "Filters said in words",
    "spelling": "Misspelt words",
    "abbreviations": "Abbreviations",
    "whole": "Whole documents",
    "language": "Language of the question",
    "diversity": "Show the model several documents",
    "neighbours": "Show it the text around passages",
}
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


class BenchForm(forms.Form):
    """A question for the bench with its switches, as the address has them. Without a switch in it the house's own stages count."""

    q = forms.CharField(
        max_length=LONGEST_QUESTION,
        label="Question",
        error_messages={"required": "Type a question.", "max_length": "Ask in no more than 1,000 characters."},
    )
    collection: "forms.ModelMultipleChoiceField[Collection]" = forms.ModelMultipleChoiceField(
        Collection.objects.none(),
        required=False,
        error_messages={
            "invalid_choice": "One of these collections is not shared with you.",
            "invalid_pk_value": "One of these collections is not shared with you.",
        },
    )
    stage = forms.MultipleChoiceField(choices=list(STAGES.items()), required=False)
    limit = forms.IntegerField(
        min_value=1,
        max_value=MOST,
        required=False,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), f"Ask for 1 to {MOST} passages."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["collection"].queryset = collections_for(user)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """At least one way of finding."""
        cleaned: dict[str, Any] = super().clean() or {}
        stages = self.stages
        if not (stages.dense or stages.bm25):
            raise ValidationError("Leave at least one way of finding switched on: by meaning or by words.")
        return cleaned

    @property
    def stages(self) -> Stages:
        """The switches as they stand."""
        switched = "switched" in self.data
        return Stages.of(*(self["stage"].value() or [])) if switched else settings.RETRIEVAL.stages

    @property
    def switches(self) -> list[tuple[str, str, bool]]:
        """Each stage with its words, and whether it is on."""
        return [(name, words, getattr(self.stages, name)) for name, words in STAGES.items()]

    @property
    def chosen(self) -> set[str]:
        """The ids of the collections that are ticked."""
        return set(map(str, self["collection"].value() or []))


class RunForm(forms.Form):
    """What a run is for, and whether it asks the language model too."""

    answers = forms.BooleanField(required=False)
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
