"""How a person who is to be forgotten is written, and what becomes of the documents that name them."""

from collections.abc import Sequence
from typing import Any

from django import forms

from forgetting import naming
from forgetting.messages import Choices, Do
from ingestion.erasing.naming import Row

MOST_SPELLINGS = 50
SHORTEST = 3
LABELS = [(Do.ERASE.value, "Erase the document everywhere"), (Do.LEAVE.value, "Leave it as it is")]
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
            if len(naming.fold(line)) < SHORTEST:
                raise forms.ValidationError(f"“{line}” is too short: it would be found everywhere.")
        if len(lines) > MOST_SPELLINGS:
            raise forms.ValidationError(f"At most {MOST_SPELLINGS} spellings.")
        return list({naming.fold(line): line for line in lines}.values())

    def clean_reason(self) -> str:
        """One that doesn't name the person: a certificate is kept for ever."""
        reason: str = self.cleaned_data["reason"]
        folded = [naming.fold(each) for each in self.cleaned_data.get("spellings", [])]
        if naming.occurrences(reason, folded):
            raise forms.ValidationError("The reason names the person. It stays on the certificate: write it without the name.")
        return reason


class ChoiceForm(forms.Form):
    """One choice a document, and one for all that have none of their own."""

    others = forms.ChoiceField(label="All documents without a choice of their own", choices=[("", "Choose"), *LABELS])
    why_left = forms.CharField(
        label="Why documents are left as they are", required=False, max_length=500, help_text="It stands on the certificate."
    )
    typed = forms.CharField(label=f"Type “{ERASE}” to confirm, if documents are to be erased", required=False, max_length=20)

    def __init__(self, *args: Any, rows: Sequence[Row], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        for row in rows:
            label = f"What becomes of {row.document.name}"
            self.fields[str(row.document.pk)] = forms.ChoiceField(
                label=label, choices=[("", "As chosen for all"), *LABELS], required=False
            )
        if not rows:
            for name in ("others", "why_left", "typed"):
                del self.fields[name]

    @property
    def asked(self) -> list[tuple[Row, forms.BoundField]]:
        """Each document with its field."""
        return [(row, self[str(row.document.pk)]) for row in self.rows]

    def clean(self) -> dict[str, Any]:
        """Nothing is erased without the word, and nothing left without a reason."""
        chosen = set(self._documents().values())
        if Do.ERASE in chosen and self.cleaned_data.get("typed", "").strip().lower() != ERASE:
            self.add_error("typed", f"Type “{ERASE}”: it can’t be undone. Nothing was erased.")
        if Do.LEAVE in chosen and not self.cleaned_data.get("why_left", "").strip():
            self.add_error("why_left", "Say why they are left.")
        return self.cleaned_data

    @property
    def choices(self) -> Choices:
        """What is wanted."""
        return Choices(self._documents(), self.cleaned_data.get("why_left", "").strip())

    def _documents(self) -> dict[Any, Do]:
        others = self.cleaned_data.get("others", "")
        wanted = {row.document.pk: self.cleaned_data.get(str(row.document.pk)) or others for row in self.rows}
        return {pk: Do(do) for pk, do in wanted.items() if do}
