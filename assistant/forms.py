"""What a person may fill in: a question, a title, a rating, a filter."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property

from access.access import collections_for
from access.models import Collection, User
from assistant import asking
from assistant.errors import AssistantError
from assistant.feedback import REASONS
from assistant.filter_form import FilterFields, authors_in, languages_in

THUMBS = [("", "All"), ("up", "Helpful"), ("down", "Not helpful")]


class QuestionForm(FilterFields):
    """One question, and the collections to ask; none chosen means all that the person may read. Filters narrow further."""

    question = forms.CharField(required=False, strip=False)
    collections: "forms.ModelMultipleChoiceField[Collection]" = forms.ModelMultipleChoiceField(
        Collection.objects.none(),
        required=False,
        error_messages={"invalid_choice": "One of these collections is no longer shared with you."},
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.readable = list(collections_for(user))
        self.fields["collections"].queryset = collections_for(user)  # type: ignore[attr-defined]

    def clean_question(self) -> str:
        """The question as it will be asked."""
        try:
            return asking.checked(self.cleaned_data["question"])
        except AssistantError as error:
            raise ValidationError(str(error)) from error

    @cached_property
    def language_choices(self) -> list[tuple[str, str, bool]]:
        """The languages worth choosing among, each with whether it is ticked."""
        ticked = self["languages"].value() or []
        return [(code, name, code in ticked) for code, name in languages_in(self._ids, ticked)]

    @cached_property
    def author_suggestions(self) -> list[str]:
        """Names that the person may come upon anyway."""
        return authors_in(self._ids)

    @property
    def _ids(self) -> list[UUID]:
        return [each.pk for each in self.readable]

    @property
    def chosen(self) -> set[str]:
        """The ids of the collections that are ticked, as the page has to show them."""
        ticked = {str(getattr(each, "pk", each)) for each in self["collections"].value() or []}
        return ticked & {str(collection.pk) for collection in self.readable}


class TitleForm(forms.Form):
    """A conversation's name."""

    title = forms.CharField(
        max_length=200, error_messages={"required": "Write a name.", "max_length": "Shorten the name to 200 characters."}
    )


class RatingForm(forms.Form):
    """A thumb, why, and a comment. `helpful` empty takes the thumb back."""

    helpful = forms.TypedChoiceField(
        choices=[("yes", "Helpful"), ("no", "Not helpful"), ("", "No thumb")],
        coerce=lambda value: value == "yes",
        required=False,
        empty_value=None,
    )
    reasons = forms.MultipleChoiceField(choices=list(REASONS.items()), required=False)
    comment = forms.CharField(
        required=False, max_length=2000, error_messages={"max_length": "Shorten the comment to 2,000 characters."}
    )


class FeedbackFilter(forms.Form):
    """Which thumbs the administrators' list shows."""

    thumb = forms.ChoiceField(choices=THUMBS, required=False)
