"""What people type to set up a source, checked. The fields beside the common ones are the fields of the kind's adapter."""

from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django import forms
from django.conf import settings

from access.models import Collection
from ingestion import names
from ingestion.errors import SourceError
from ingestion.sources import folder
from ingestion.sources.models import Every, Gone, Source
from ingestion.sources.web.addresses import normal

ENCRYPTIONS = [("tls", "TLS (port 993)"), ("starttls", "STARTTLS (port 143)"), ("none", "None: only on this machine")]
COMMON = ("name", "every", "gone")


class SourceForm(forms.ModelForm):  # type: ignore[type-arg]
    """What every source has. `secrets` are never shown again; `sent_to` says where they go."""

    secrets: ClassVar[tuple[str, ...]] = ()
    sent_to: ClassVar[tuple[str, ...]] = ()
    every = forms.TypedChoiceField(label="Look for changes", choices=Every.choices, coerce=int, initial=Every.DAY)
    gone = forms.ChoiceField(label="When something is gone there", choices=Gone.choices, initial=Gone.KEEP)

    class Meta:
        model = Source
        fields = COMMON
        help_texts = {"name": "Its documents lie in a folder of this name."}

    def __init__(self, *args: Any, collection: Collection, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.collection = collection
        self.initial = {**self.instance.settings, **self.initial}
        self.order_fields(["name", *(name for name in self.fields if name not in COMMON), "every", "gone"])
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
        own = [name for name in self.fields if name not in (*COMMON, *self.secrets)]
        return {name: self.cleaned_data[name] for name in own}

    @property
    def typed_secrets(self) -> Mapping[str, str]:
        """The secrets that were typed; empty if the saved ones stay."""
        return {name: self.cleaned_data[name] for name in self.secrets if self.cleaned_data.get(name)}


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


class FolderForm(SourceForm):
    """Where the folder is on the server."""

    path = forms.CharField(
        label="Folder", max_length=1000, help_text="Its path on the server. Hidden files and links are left out."
    )

    def clean_path(self) -> str:
        """One that sources may watch."""
        try:
            return str(folder.allowed(self.cleaned_data["path"]))
        except SourceError as error:
            raise forms.ValidationError(str(error)) from error


class WebsiteForm(SourceForm):
    """Where to begin, and how far to go."""

    secrets = ("authorization",)
    sent_to = ("start",)
    start = Lines(
        label="Start addresses",
        max_length=5000,
        help_text="One a line: pages to begin from, or sitemaps, taken as listed.",
    )
    below = forms.BooleanField(
        label="Stay below the start addresses", required=False, initial=True, help_text="Otherwise all of their hosts are visited."
    )
    hosts = Lines(
        label="Further hosts", max_length=2000, required=False, help_text="One a line. Used only if it need not stay below."
    )
    depth = forms.IntegerField(label="Links away from the start", min_value=0, max_value=20, initial=5)
    pages = forms.IntegerField(label="Most addresses to visit", min_value=1, max_value=20000, initial=500)
    pause = forms.FloatField(label="Seconds between two requests", min_value=0, max_value=60, initial=1)
    authorization = forms.CharField(
        label="Authorization header", required=False, max_length=2000, help_text="Such as “Bearer …”, if the site asks for one."
    )

    def clean_start(self) -> list[str]:
        """Addresses of the web."""
        typed: list[str] = self.cleaned_data["start"]
        wrong = [each for each in typed if not normal(each)]
        if wrong:
            raise forms.ValidationError(f"“{wrong[0]}” is no address of a page. It begins with https:// or http://.")
        return [normal(each) for each in typed]

    def clean_hosts(self) -> list[str]:
        """Names of hosts alone."""
        typed: list[str] = self.cleaned_data["hosts"]
        wrong = [each for each in typed if "/" in each or normal(f"https://{each}/") == ""]
        if wrong:
            raise forms.ValidationError(f"“{wrong[0]}” is no name of a host, such as wiki.example.org.")
        return [each.lower() for each in typed]


class GitForm(SourceForm):
    """The repository, and what of it."""

    secrets = ("password",)
    sent_to = ("url",)
    url = forms.CharField(label="Address", max_length=1000, help_text="Such as https://git.example.org/handbook.git")
    branch = forms.RegexField(
        r"^[\w.][\w./-]*$", label="Branch", required=False, max_length=200, help_text="Empty: the repository’s own."
    )
    folder = forms.CharField(label="Folder", required=False, max_length=500, help_text="Empty: the whole repository.")
    endings = Lines(label="Only files that end with", required=False, max_length=500, initial=[".md", ".txt", ".html", ".pdf"])
    user = forms.CharField(label="User", required=False, max_length=200)
    password = forms.CharField(
        label="Password or token",
        required=False,
        max_length=1000,
        help_text="For https. With ssh, the key and the known hosts of the user as which Footnote runs are used.",
    )

    def clean_url(self) -> str:
        """An address by a protocol that is allowed, with no password in it."""
        url: str = self.cleaned_data["url"].strip()
        scheme, _, rest = url.partition("://")
        if not rest or scheme not in settings.SOURCES.git_protocols:
            allowed = " or ".join(f"{each}://" for each in settings.SOURCES.git_protocols)
            raise forms.ValidationError(f"It has to begin with {allowed}.")
        if "@" in rest.partition("/")[0] and scheme != "ssh":
            raise forms.ValidationError("Leave the user and the password out of the address; there are fields for them.")
        return url

    def clean_endings(self) -> list[str]:
        """In small letters, as they are compared."""
        return [each.lower() for each in self.cleaned_data["endings"]]


class DatabaseForm(SourceForm):
    """Where the database is, what is asked, and what the columns mean."""

    secrets = ("password",)
    sent_to = ("url",)
    url = forms.CharField(
        label="Database", max_length=1000, help_text="postgres://user@host/name, or the path of a SQLite file on the server."
    )
    query = forms.CharField(label="Query", max_length=10000, widget=forms.Textarea({"rows": 5, "spellcheck": "false"}))
    key = forms.CharField(label="Column that knows a row for ever", max_length=100, initial="id")
    title = forms.CharField(label="Column with the title", max_length=100, initial="title")
    text = forms.CharField(label="Column with the text", max_length=100, initial="text")
    changed = forms.CharField(
        label="Column that says when it changed", required=False, max_length=100, help_text="Empty: the text is compared."
    )
    format = forms.ChoiceField(label="The text is", choices=[("txt", "Plain text"), ("md", "Markdown"), ("html", "HTML")])
    password = forms.CharField(label="Password", required=False, max_length=1000)

    def clean_url(self) -> str:
        """PostgreSQL without a password in it, or a file that sources may read."""
        url: str = self.cleaned_data["url"].strip()
        if not url.startswith(("postgres://", "postgresql://")):
            try:
                return str(folder.allowed_file(url))
            except SourceError as error:
                raise forms.ValidationError(str(error)) from error
        if urlsplit(url).password or "password" in urlsplit(url).query:
            raise forms.ValidationError("Leave the password out of the address; there is a field for it.")
        return url


class MailboxForm(SourceForm):
    """Where the mail is."""

    secrets = ("password",)
    sent_to = ("host", "port", "security")
    host = forms.CharField(label="Server", max_length=255, help_text="Its name, such as imap.example.org.")
    port = forms.IntegerField(label="Port", min_value=1, max_value=65535, initial=993)
    security = forms.ChoiceField(label="Encryption", choices=ENCRYPTIONS)
    user = forms.CharField(label="User", max_length=255)
    password = forms.CharField(label="Password", max_length=1000)
    folder = forms.CharField(label="Folder", max_length=255, initial="INBOX")


class BucketForm(SourceForm):
    """Where the bucket is, and what of it."""

    secrets = ("secret",)
    sent_to = ("endpoint",)
    endpoint = forms.CharField(
        label="Address of the server", max_length=500, help_text="Such as https://s3.eu-central-1.amazonaws.com"
    )
    region = forms.CharField(label="Region", max_length=100, initial="us-east-1")
    bucket = forms.RegexField(r"^[A-Za-z0-9][\w.-]+$", label="Bucket", max_length=100)
    begins = forms.CharField(label="Only names that begin with", required=False, max_length=500)
    endings = Lines(label="Only names that end with", required=False, max_length=500)
    access_key = forms.CharField(label="Access key", max_length=200)
    secret = forms.CharField(label="Secret key", max_length=500)

    def clean_endpoint(self) -> str:
        """A server of the web."""
        endpoint = normal(self.cleaned_data["endpoint"])
        if not endpoint:
            raise forms.ValidationError("It begins with https:// or http://.")
        return endpoint.rstrip("/")

    def clean_endings(self) -> list[str]:
        """In small letters, as they are compared."""
        return [each.lower() for each in self.cleaned_data["endings"]]
