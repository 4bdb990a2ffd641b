"""What people send: one or many files, each with the path it had in its folder."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html

from access.models import Collection, User
from guard.messages import PERSONAL, Kind
from ingestion import languages
from ingestion.models import Document, Rules
from ingestion.reading.page_text import clean
from ingestion.wording import named

LONGEST_LINE = 2000


class FilesInput(forms.ClearableFileInput):
    """A picker that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or many files, none of them refused for being empty: an empty file becomes a row that says so."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":
        """The files in the order in which they were sent."""
        one = super().clean
        return [one(each, initial) for each in data] if data else [one(None, initial)]


@dataclass(frozen=True)
class Sent:
    """One file that was sent. `name` is its path within the folder it came from."""

    name: str
    file: "UploadedFile[Any]"


class UploadForm(forms.Form):
    """Files for a collection. `paths`, where it is sent, names them in the same order."""

    file = FilesField(allow_empty_file=True, label="Files", error_messages={"required": "Choose at least one file."})

    @property
    def sent(self) -> list[Sent]:
        """The files under the names they shall have."""
        files: list[UploadedFile[Any]] = self.cleaned_data["file"]
        paths: list[str] = self.data.getlist("paths") if hasattr(self.data, "getlist") else []
        names = paths if len(paths) == len(files) else [file.name or "" for file in files]
        return [Sent(name, file) for name, file in zip(names, files, strict=True)]

    def clean_file(self) -> "list[UploadedFile[Any]]":
        """Refuse what is over the limit before anything is stored."""
        files: list[UploadedFile[Any]] = self.cleaned_data["file"]
        for file in files:
            check_size(file)
        return files


class ReplaceForm(forms.Form):
    """The new content of one document."""

    file = forms.FileField(allow_empty_file=True, label="New file", error_messages={"required": "Choose a file."})

    def clean_file(self) -> "UploadedFile[Any]":
        """Refuse what is over the limit."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        check_size(file)
        return file


@dataclass(frozen=True)
class Most:
    """The largest file that is accepted."""

    bytes: int

    def __str__(self) -> str:
        return f"{self.bytes // 1024**2} MB"


def most() -> Most:
    """The limit as the settings have it."""
    return Most(settings.INGESTION.upload_max_bytes)


def check_size(file: "UploadedFile[Any]") -> None:
    """Say which file is too large and how large a file may be."""
    limit, size = most(), file.size or 0
    if size > limit.bytes:
        sizes = f"{filesizeformat(size)}; at most {limit} are accepted"
        raise forms.ValidationError(f"“{file.name}” is too large ({sizes}). Split it or save it smaller.")


class TypedNameForm(forms.Form):
    """The name of the thing that is to go, typed out: nobody deletes a whole collection by a slip."""

    typed = forms.CharField(label="Type the collection’s name to confirm", required=False, max_length=200)

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = name

    def clean_typed(self) -> str:
        """Exactly this name."""
        typed: str = self.cleaned_data["typed"]
        if typed != self.name:
            raise forms.ValidationError("This is not the collection’s name. Nothing was deleted.")
        return typed


class EraseForm(forms.Form):
    """Why a document is to be erased, and its name typed out: it can't be undone."""

    reason = forms.CharField(
        label="Reason", max_length=500, help_text="It stands on the certificate. Name nobody in it who is to be forgotten."
    )
    typed = forms.CharField(label="Type the document’s name to confirm", max_length=500, strip=True)

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.name = name
        self.fields["typed"].help_text = format_html("<strong>{}</strong>", name)

    def clean_typed(self) -> str:
        """Exactly this name."""
        typed: str = self.cleaned_data["typed"]
        if typed != self.name:
            raise forms.ValidationError("This is not the document’s name. Nothing was erased.")
        return typed


class FilterForm(forms.Form):
    """The name under which somebody keeps a filter."""

    name = forms.CharField(max_length=60, label="Name", help_text="Only you see it.")


LIFE = ["owner", "data_class", "review_days", "expire_days", "grace_days", "weight"]
LIFE_LABELS = {
    "owner": "Who answers for its documents",
    "data_class": "Data class",
    "review_days": "Review after days",
    "expire_days": "Expire after days",
    "grace_days": "Days until what has expired goes to the trash",
    "weight": "Weight in search",
}
LIFE_HELP = {
    "owner": "Counts, like what follows, for each document that has nothing of its own.",
    "review_days": "Counted from when a document was added or last reviewed. Empty: never.",
    "expire_days": "Counted from when a document was added. From then on nobody finds it. Empty: never.",
}


def offer_owners(form: "forms.ModelForm[Any]", collection: Collection) -> None:
    """Only people who may read the collection can answer for its documents."""
    readers = Q(grants__collection=collection) | Q(groups__grants__collection=collection) | Q(is_superuser=True)
    owner: Any = form.fields["owner"]
    owner.queryset = User.objects.filter(readers, is_active=True).distinct().order_by("username")
    owner.empty_label = "Nobody in particular"


class LifeForm(forms.ModelForm):  # type: ignore[type-arg]
    """What counts for one document instead of its collection's rules."""

    class Meta:
        model = Document
        fields = ["owner", "data_class", "review_on", "expires_at", "weight"]
        labels = {
            "owner": "Who answers for it",
            "data_class": "Data class",
            "review_on": "Review by",
            "expires_at": "Expires at",
            "weight": "Weight in search",
        }
        help_texts = {"expires_at": "From this hour on nobody finds it. Empty, like all here: as the collection’s rules say."}
        widgets = {
            "review_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "expires_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_owners(self, self.instance.collection)
        for name in ("data_class", "weight"):
            field: Any = self.fields[name]
            field.choices = [("", "As the collection’s rules say"), *[each for each in field.choices if each[0]]]
        owner: Any = self.fields["owner"]
        owner.empty_label = "As the collection’s rules say"


class RulesForm(forms.ModelForm):  # type: ignore[type-arg]
    """How a collection's documents are treated."""

    class Meta:
        model = Rules
        fields = ["languages", "review_below", "personal_data", "secrets", "overlooked", *LIFE]
        labels = {
            "languages": "Languages on scans",
            "review_below": "Check recognised pages below (percent sure)",
            "personal_data": "Where personal data is found",
            "secrets": "Where passwords and keys are found",
            **LIFE_LABELS,
        }
        help_texts = {
            "review_below": "Pages recognised with less certainty are listed for editors. 0: none.",
            "personal_data": "Masked means: search, answers and readers see words such as [PERSON_1] instead, and the original "
            "file is for editors alone.",
            "secrets": "Counts for what is read from now on; below you can apply it to what is here.",
            **LIFE_HELP,
        }

    overlooked = forms.MultipleChoiceField(
        label="Personal data that doesn’t count here",
        required=False,
        choices=[(kind.value, named(kind).capitalize()) for kind in Kind if kind in PERSONAL],
        widget=forms.CheckboxSelectMultiple,
        help_text="It is reported, but nothing is masked, held or refused because of it.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_owners(self, self.instance.collection)
        self.fields["languages"].help_text = (
            f"Codes of Tesseract, joined by +, such as eng+deu. Empty: {settings.INGESTION.ocr_languages}. "
            "Pages in another script are tried in its languages. Counts for what is read from now on. "
            f"Installed here: {', '.join(languages.installed()) or 'none'}."
        )
        self.fields["review_below"].required = False

    def clean_review_below(self) -> int:
        """Left empty, it stays as it was."""
        below: int | None = self.cleaned_data["review_below"]
        return self.instance.review_below if below is None else below


class ProofForm(forms.Form):
    """The lines of a recognised page as somebody corrected them. `seen` names the text that was on the page before."""

    seen = forms.CharField(required=False, max_length=64)

    def __init__(self, *args: Any, seen: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = seen

    @property
    def texts(self) -> list[str]:
        """What stands on each line, in the page's order; empty where there is nothing."""
        lines: list[str] = self.data.getlist("line") if hasattr(self.data, "getlist") else []
        return [clean(" ".join(line.split()))[:LONGEST_LINE] for line in lines]

    def clean_seen(self) -> str:
        """Nobody overwrites what somebody else has corrected meanwhile."""
        seen: str = self.cleaned_data["seen"]
        if seen != self.expected:
            raise forms.ValidationError("Somebody else has changed this page meanwhile. This is the page as it is now.")
        return seen


class PasswordForm(forms.Form):
    """The password of a locked document."""

    password = forms.CharField(
        label="Password",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        error_messages={"required": "Enter the password."},
    )
    keep = forms.BooleanField(
        label="Keep it, encrypted, if reading fails for another reason",
        required=False,
        help_text="It is forgotten as soon as the file has been read, or when you say so.",
    )


class ExclusionForm(forms.Form):
    """Why a chunk is kept out of search."""

    reason = forms.CharField(
        required=False, max_length=500, error_messages={"max_length": "Give the reason in no more than 500 characters."}
    )


class WhyForm(forms.Form):
    """A question about which an editor wants to know what a search makes of it."""

    q = forms.CharField(
        max_length=1000,
        error_messages={"required": "Type a question.", "max_length": "Ask in no more than 1,000 characters."},
    )
