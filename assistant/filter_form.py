"""What documents have to be to be searched, as a person chooses it beside a question."""

from collections.abc import Collection as Some
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.conf.locale import LANG_INFO
from django.core.exceptions import ValidationError
from django.db.models import Count

from retrieval.filters import MOST_DOCUMENTS, MOST_VALUES, DataClass, Filters, Kind, words_of
from retrieval.visible import visible
from retrieval.wording import DATA_CLASSES, KINDS, language_name

LANGUAGES = [(code, language_name(code)) for code in sorted(LANG_INFO) if len(code) == 2]
SUGGESTED = 100
BETWEEN = ";"


class FilterFields(forms.Form):
    """Filters; each may be left as it is. Several authors are written with a semicolon between them. Documents are chosen elsewhere
    and only kept here, by their ids.
    """

    documents = forms.CharField(max_length=4000, required=False)
    kinds = forms.MultipleChoiceField(choices=list(KINDS.items()), required=False)
    author = forms.CharField(
        max_length=200, required=False, error_messages={"max_length": "Shorten the author's name to 200 characters."}
    )
    since = forms.DateField(required=False, error_messages={"invalid": "Write the first day like 2024-01-31."})
    until = forms.DateField(required=False, error_messages={"invalid": "Write the last day like 2024-01-31."})
    languages = forms.MultipleChoiceField(choices=LANGUAGES, required=False)
    data_classes = forms.MultipleChoiceField(choices=list(DATA_CLASSES.items()), required=False)

    def clean_documents(self) -> frozenset[UUID]:
        """The ids; what is none was not written by this page."""
        try:
            ids = frozenset(map(UUID, self.cleaned_data["documents"].split()))
        except ValueError as error:
            raise ValidationError("These documents can't be searched.") from error
        if len(ids) > MOST_DOCUMENTS:
            raise ValidationError(f"Choose at most {MOST_DOCUMENTS} documents.")
        return ids

    def clean_author(self) -> str:
        """Each author has a word by which they can be found."""
        written: str = self.cleaned_data["author"]
        names = _names(written)
        if not all(map(words_of, names)):
            raise ValidationError("Write the author's name with letters or digits.")
        if len(names) > MOST_VALUES:
            raise ValidationError(f"Name at most {MOST_VALUES} authors.")
        return written

    def clean_languages(self) -> list[str]:
        """Not more than a search takes."""
        languages: list[str] = self.cleaned_data["languages"]
        if len(languages) > MOST_VALUES:
            raise ValidationError(f"Choose at most {MOST_VALUES} languages.")
        return languages

    def clean(self) -> dict[str, Any]:
        """Days that follow each other."""
        found = super().clean() or self.cleaned_data
        if found.get("since") and found.get("until") and found["since"] > found["until"]:
            raise ValidationError("The last day of the filter is before its first day.")
        return found

    def filters(self) -> Filters:
        """What was chosen, of a valid form."""
        chosen = self.cleaned_data
        return Filters(
            documents=chosen["documents"],
            kinds=frozenset(map(Kind, chosen["kinds"])),
            authors=_names(chosen["author"]),
            since=chosen["since"],
            until=chosen["until"],
            languages=frozenset(chosen["languages"]),
            data_classes=frozenset(map(DataClass, chosen["data_classes"])),
        )


def initial(filters: Filters) -> dict[str, Any]:
    """The form's fields for these filters."""
    return {
        "documents": " ".join(sorted(map(str, filters.documents))),
        "kinds": [each.value for each in filters.kinds],
        "author": f"{BETWEEN} ".join(sorted(filters.authors)),
        "since": _written(filters.since),
        "until": _written(filters.until),
        "languages": sorted(filters.languages),
        "data_classes": [each.value for each in filters.data_classes],
    }


def languages_in(collections: Some[UUID], chosen: Some[str]) -> list[tuple[str, str]]:
    """The languages of the documents there, and those that are chosen already, by their names."""
    there = visible(collections).order_by().values_list("language", flat=True).distinct()
    return sorted(((code, language_name(code)) for code in {*there, *chosen} if code), key=lambda each: each[1])


def authors_in(collections: Some[UUID]) -> list[str]:
    """The authors of most of the documents there: nobody is suggested whose documents the asker may not read."""
    rows = visible(collections).exclude(author="").order_by().values_list("author")
    return sorted(author for author, _ in rows.annotate(count=Count("pk")).order_by("-count", "author")[:SUGGESTED])


def _names(written: str) -> frozenset[str]:
    return frozenset(each.strip() for each in written.split(BETWEEN) if each.strip())


def _written(day: date | None) -> str:
    return day.isoformat() if day else ""
