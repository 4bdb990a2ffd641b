"""How a person who is to be forgotten is written, and what becomes of the documents that name them."""

from collections.abc import Sequence
from typing import Any

from django import forms

from forgetting import naming
from forgetting.hiding import REMOVED
from forgetting.messages import Choices, Do
from ingestion.erasing.masking import maskable
from ingestion.erasing.naming import Row

MOST_SPELLINGS = 50
SHORTEST, LONGEST = 3, 200
LABELS = {Do.ERASE: "Erase the document everywhere", Do.MASK: "Mask the person in it", Do.LEAVE: "Leave it as it is"}
NO_MASK = "These can’t be masked, choose for each of them: {names}."
ERASE = "erase"


class PersonForm(forms.Form):
    """Spellings, one a line, and why somebody is to be forgotten."""

    spellings = forms.CharField(
        label="How the person is written, one way a line",
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false", "autocomplete": "off"}),
        help_text="Names in all their forms, e-mail addresses, personnel numbers. Case, accents and marks between letters don’t "
        "count. Kept encrypted until all is done, then only as keyed hashes.",
    )
    reason = forms.CharField(
        label="Reason", max_length=500, help_text="It stands on the certificate. Name nobody in it who is to be forgotten."
    )

    def clean_spellings(self) -> list[str]:
        """Each of them once, with letters or digits enough to mean somebody."""
        lines = [line.strip() for line in self.cleaned_data["spellings"].splitlines() if line.strip()]
        for line in lines:
            if len(line) > LONGEST:
                raise forms.ValidationError(f"At most {LONGEST} letters a spelling.")
            if len(naming.fold(line)) < SHORTEST:
                raise forms.ValidationError(f"“{line}” is too short: it would be found everywhere.")
            if naming.occurrences(REMOVED, [naming.fold(line)]):
                raise forms.ValidationError(f"“{line}” is the word that stands for what was removed.")
        if len(lines) > MOST_SPELLINGS:
            raise forms.ValidationError(f"At most {MOST_SPELLINGS} spellings.")
        return list({naming.fold(line): line for line in lines}.values())

    def clean_reason(self) -> str:
        """One that doesn't name the person: a certificate is kept for ever."""
        return _without(self.cleaned_data.get("spellings", []), self.cleaned_data["reason"])


class ChoiceForm(forms.Form):
    """One choice a document, and one for all that have none of their own."""

    others = forms.ChoiceField(label="All documents without a choice of their own", choices=[("", "Choose"), *LABELS.items()])
    why_left = forms.CharField(
        label="Why documents are left as they are", required=False, max_length=500, help_text="It stands on the certificate."
    )
    own_words = forms.BooleanField(
        label="Also mask the person in people’s own words: questions, comments, titles of conversations, names of filters",
        required=False,
    )
    typed = forms.CharField(label=f"Type “{ERASE}” to confirm, if documents are to be erased", required=False, max_length=20)

    def __init__(self, *args: Any, rows: Sequence[Row], spellings: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows, self.spellings = rows, spellings
        for row in rows:
            choices = [(do, words) for do, words in LABELS.items() if do != Do.MASK or _can_be_masked(row)]
            label = f"What becomes of {row.document.name}"
            self.fields[str(row.document.pk)] = forms.ChoiceField(
                label=label, choices=[("", "As chosen for all"), *choices], required=False
            )
        if not rows:
            for name in ("others", "why_left", "typed"):
                del self.fields[name]

    @property
    def asked(self) -> list[tuple[Row, forms.BoundField, str]]:
        """Each document with its field, and why it can't be masked."""
        return [(row, self[str(row.document.pk)], "" if _can_be_masked(row) else _why_not(row)) for row in self.rows]

    def clean_why_left(self) -> str:
        """One that doesn't name the person."""
        return _without(self.spellings, self.cleaned_data["why_left"].strip())

    def clean(self) -> dict[str, Any]:
        """Nothing is erased without the word, and nothing left without a reason."""
        wanted = self._documents()
        chosen = set(wanted.values())
        unfit = [each.document.name for each in self.rows if wanted.get(each.document.pk) == Do.MASK and not _can_be_masked(each)]
        if unfit:
            self.add_error("others", NO_MASK.format(names=", ".join(unfit)))
        if Do.ERASE in chosen and self.cleaned_data.get("typed", "").strip().lower() != ERASE:
            self.add_error("typed", f"Type “{ERASE}”: it can’t be undone. Nothing was erased.")
        if Do.LEAVE in chosen and not self.cleaned_data.get("why_left") and "why_left" not in self.errors:
            self.add_error("why_left", "Say why they are left.")
        return self.cleaned_data

    @property
    def choices(self) -> Choices:
        """What is wanted."""
        return Choices(self._documents(), self.cleaned_data.get("why_left", ""), self.cleaned_data["own_words"])

    def _documents(self) -> dict[Any, Do]:
        others = self.cleaned_data.get("others", "")
        wanted = {row.document.pk: self.cleaned_data.get(str(row.document.pk)) or others for row in self.rows}
        return {pk: Do(do) for pk, do in wanted.items() if do}


def _without(spellings: Sequence[str], reason: str) -> str:
    """The reason, if it doesn't name the person."""
    if naming.occurrences(reason, [naming.fold(each) for each in spellings]):
        raise forms.ValidationError("The reason names the person. It stays on the certificate: write it without the name.")
    return reason


def _can_be_masked(row: Row) -> bool:
    return not row.has_name_within and maskable(row.document)


def _why_not(row: Row) -> str:
    if row.has_name_within:
        return "Its name or address holds the person."
    return "It is in the trash." if row.document.deleted_at else "It is not ready."
