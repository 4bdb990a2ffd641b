"""What people type, checked."""

from collections.abc import Iterable
from typing import Any, TypedDict

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.contrib.auth.models import Group

from access.models import ApiToken, Collection, Role, User


class SignInForm(AuthenticationForm):
    """Name and password. One message for an unknown name, a wrong password and a person who may not sign in any more."""

    error_messages = {
        "invalid_login": "This name and password don't go together. Both are case-sensitive.",
        "inactive": "This name and password don't go together. Both are case-sensitive.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Name"
        self.fields["password"].widget.attrs["autocomplete"] = "current-password"


class PasswordForm(PasswordChangeForm):
    """The old password and the new one twice. It shares its page with other things, so that it doesn't grab the focus."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].widget.attrs.pop("autofocus", None)


class TokenForm(forms.ModelForm):  # type: ignore[type-arg]
    """The name by which its owner will know a token."""

    class Meta:
        model = ApiToken
        fields = ["name"]
        labels = {"name": "Name"}
        help_texts = {"name": "What will use it, such as “Reporting script”."}


class CollectionForm(forms.ModelForm):  # type: ignore[type-arg]
    """Name and description of a collection."""

    class Meta:
        model = Collection
        fields = ["name", "description"]
        widgets = {"description": forms.Textarea({"rows": 3})}
        help_texts = {"description": "What is in it and for whom. People see this when they choose what to ask."}
        error_messages = {"name": {"unique": "There is a collection of this name already. Choose another."}}


class GrantForm(forms.Form):
    """A role for a person (by name) or for a group."""

    person = forms.CharField(required=False, max_length=150, help_text="Type a part of the name to search.")
    group = forms.ModelChoiceField(Group.objects.order_by("name"), required=False, empty_label="–")
    role = forms.TypedChoiceField(choices=Role.choices, coerce=Role, initial=Role.READER)

    def clean_person(self) -> User | None:
        """The active person of exactly this name."""
        name = self.cleaned_data["person"].strip()
        person = User.objects.filter(username=name, is_active=True).first()
        if name and person is None:
            raise forms.ValidationError("There is no person with exactly this name. Choose one from the search.")
        return person

    def clean(self) -> dict[str, Any]:
        """One holder, not two and not none."""
        given = super().clean() or {}
        if not self.errors and bool(given.get("person")) == bool(given.get("group")):
            raise forms.ValidationError("Choose either a person or a group.")
        return given

    @property
    def holder(self) -> User | Group:
        """Whom the role is for."""
        found: User | Group = self.cleaned_data["person"] or self.cleaned_data["group"]
        return found


class RoleForm(forms.Form):
    """A role alone."""

    role = forms.TypedChoiceField(choices=Role.choices, coerce=Role)


class Rights(TypedDict):
    """Beside the person's own fields."""

    administrator: bool
    groups: Iterable[Group]


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]
    """A person as administrators see one."""

    administrator = forms.BooleanField(required=False, help_text="Owner of every collection; keeps people and groups.")
    groups = forms.ModelMultipleChoiceField(Group.objects.order_by("name"), required=False, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = User
        fields = ["username", "first_name", "last_name", "email", "is_active"]
        labels = {"username": "Sign-in name", "is_active": "May sign in"}
        help_texts = {"username": "Letters, digits and @ . + - _", "is_active": ""}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial.update(administrator=self.instance.is_superuser, groups=self.instance.groups.all())

    @property
    def rights(self) -> Rights:
        """What isn't a field of the person: administrator or not, and the groups."""
        return {"administrator": self.cleaned_data["administrator"], "groups": self.cleaned_data["groups"]}


class GroupForm(forms.ModelForm):  # type: ignore[type-arg]
    """A group and who belongs to it."""

    members = forms.ModelMultipleChoiceField(User.objects.order_by("username"), required=False, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = Group
        fields = ["name"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["members"] = self.instance.user_set.all()
