"""What every kind of source asks for, checked. The fields beside the common ones are the fields of the kind's adapter."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from access.models import Collection, User
from ingestion import names
from ingestion.sources.forms.routing import Line, Routing, read, written
from ingestion.sources.models import Every, Gone, Source

COMMON = ("name", "every", "gone")
OF_ALL = (*COMMON, "routes")


class SourceForm(forms.ModelForm):  # type: ignore[type-arg]
    """What every source has. `secrets` are never shown again; `sent_to` says where they go."""

    secrets: ClassVar[tuple[str, ...]] = ()
    sent_to: ClassVar[tuple[str, ...]] = ()
    every = forms.TypedChoiceField(label="Look for changes", choices=Every.choices, coerce=int, initial=Every.DAY)
    gone = forms.ChoiceField(label="When something is gone there", choices=Gone.choices, initial=Gone.KEEP)
    routes = Routing(label="Who may read it", required=False, max_length=20_000)

    class Meta:
        model = Source
        fields = COMMON
        help_texts = {"name": "Its documents lie in a folder of this name."}

    def __init__(self, *args: Any, collection: Collection, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.collection, self.by = collection, by
        lines = written(self.instance, by) if not self.instance._state.adding else []
        self.initial = {**self.instance.settings, "routes": lines, **self.initial}
        self.order_fields(["name", *(name for name in self.fields if name not in OF_ALL), "routes", "every", "gone"])
        for name in self.secrets:
            self.fields[name].widget = forms.PasswordInput(attrs={"autocomplete": "new-password"})
            if self.instance.sealed:
                self.fields[name].required = False
                self.fields[name].help_text = "Leave it empty to keep the saved one."

    def clean_name(self) -> str:
        """A name that no other source of the collection has."""
        name = names.tidy(self.cleaned_data["name"]).replace("/", " ").strip()
        if Source.objects.filter(collection=self.collection, name=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("This collection has a source of this name already. Choose another.")
        return name

    def clean_routes(self) -> list[Line]:
        """Into collections to which this person may add."""
        return read(self.cleaned_data["routes"], self.instance, self.by)

    def clean(self) -> dict[str, Any]:
        """A saved secret isn't sent to a place for which it wasn't typed."""
        given = super().clean() or {}
        moved = any(given.get(name) != self.instance.settings.get(name) for name in self.sent_to)
        for name in self.secrets:
            if self.instance.sealed and moved and not given.get(name) and name not in self.errors:
                self.add_error(name, "Type it again, because it will be sent to another place than before.")
        return given

    @property
    def settings(self) -> dict[str, Any]:
        """The settings as they are saved."""
        own = [name for name in self.fields if name not in (*OF_ALL, *self.secrets)]
        return {name: self.cleaned_data[name] for name in own}

    @property
    def typed_secrets(self) -> Mapping[str, str]:
        """The secrets that were typed; empty if the saved ones stay."""
        return {name: self.cleaned_data[name] for name in self.secrets if self.cleaned_data.get(name)}
