"""Fields that several kinds of sources have."""

from typing import Any

from django import forms

from ingestion.sources.web.addresses import normal

FORMATS = [("txt", "Plain text"), ("md", "Markdown"), ("html", "HTML")]


class Lines(forms.CharField):
    """A list, one entry a line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea({"rows": 3, "spellcheck": "false"}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Back into lines."""
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        """The lines that aren't empty."""
        return [line.strip() for line in str(super().clean(value) or "").splitlines() if line.strip()]


class Endings(Lines):
    """Ends of names, in small letters, as they are compared."""

    def clean(self, value: Any) -> list[str]:
        """One a line."""
        return [line.lower() for line in super().clean(value)]


class ServerAddress(forms.CharField):
    """The address of a server of the web, without a slash at its end."""

    def clean(self, value: Any) -> str:
        """Only addresses that can be asked; no user or password in them."""
        typed = str(super().clean(value) or "")
        address = normal(typed)
        if typed and not address:
            raise forms.ValidationError("It begins with https:// or http://.")
        return address.rstrip("/")
