"""The kinds of sources that there are."""

from collections.abc import Callable
from dataclasses import dataclass

from ingestion.errors import SourceError
from ingestion.sources.bucket import Bucket
from ingestion.sources.confluence import Confluence
from ingestion.sources.database import Database
from ingestion.sources.dumps.dump import Dump
from ingestion.sources.folder import Folder
from ingestion.sources.forms.bucket import BucketForm
from ingestion.sources.forms.common import SourceForm
from ingestion.sources.forms.confluence import ConfluenceForm
from ingestion.sources.forms.database import DatabaseForm
from ingestion.sources.forms.dump import DumpForm
from ingestion.sources.forms.folder import FolderForm
from ingestion.sources.forms.git import GitForm
from ingestion.sources.forms.mailbox import MailboxForm
from ingestion.sources.forms.sharepoint import SharePointForm
from ingestion.sources.forms.stream import StreamForm
from ingestion.sources.forms.topic import TopicForm
from ingestion.sources.forms.website import WebsiteForm
from ingestion.sources.git import Git
from ingestion.sources.graph.sharepoint import SharePoint
from ingestion.sources.mailbox import Mailbox
from ingestion.sources.models import Source
from ingestion.sources.port import Adapter
from ingestion.sources.sealing import unseal
from ingestion.sources.streams.kafka_topic import KafkaTopic
from ingestion.sources.streams.redis_stream import RedisStream
from ingestion.sources.web.website import Website


@dataclass(frozen=True)
class Kind:
    """One kind: how people know it, what they fill in, and what opens it.

    `inside`: it reaches into the server's own files or network, so that only administrators may set one up.
    """

    name: str
    label: str
    about: str
    form: type[SourceForm]
    opens: Callable[..., Adapter]
    inside: bool


KINDS = {
    kind.name: kind
    for kind in (
        Kind(
            "folder",
            "Folder on the server",
            "Files of a folder that the server sees, such as a mounted share.",
            FolderForm,
            Folder,
            inside=True,
        ),
        Kind(
            "website",
            "Website or wiki",
            "Pages and the documents that they link to. Each footnote leads to the original.",
            WebsiteForm,
            Website,
            inside=False,
        ),
        Kind(
            "confluence",
            "Confluence",
            "Pages, posts and attachments of spaces, in the cloud or on a server of one’s own.",
            ConfluenceForm,
            Confluence,
            inside=False,
        ),
        Kind(
            "sharepoint",
            "SharePoint or OneDrive",
            "Files of a library or of a person’s drive, by Microsoft Graph.",
            SharePointForm,
            SharePoint,
            inside=True,
        ),
        Kind("git", "Git repository", "Files of one branch, such as a handbook in Markdown.", GitForm, Git, inside=True),
        Kind(
            "mailbox",
            "Mailbox",
            "Messages of an IMAP server, left unread.",
            MailboxForm,
            Mailbox,
            inside=True,
        ),
        Kind(
            "bucket",
            "Bucket",
            "Objects of S3, MinIO or another such server.",
            BucketForm,
            Bucket,
            inside=True,
        ),
        Kind("database", "SQL database", "Rows of a query on PostgreSQL or SQLite.", DatabaseForm, Database, inside=True),
        Kind("dump", "SQL dump", "Tables or rows of a dump on the server, which is never run.", DumpForm, Dump, inside=True),
        Kind(
            "stream",
            "Stream of events",
            "Events of a Redis stream: what a document says from now on, or that it is gone.",
            StreamForm,
            RedisStream,
            inside=True,
        ),
        Kind(
            "topic",
            "Kafka topic",
            "Events of a topic: what a document says from now on, or that it is gone.",
            TopicForm,
            KafkaTopic,
            inside=True,
        ),
    )
}


def kind_of(source: Source) -> Kind:
    """The source's kind. Raises SourceError for one that this version of Footnote doesn't have."""
    kind = KINDS.get(source.kind)
    if kind is None:
        raise SourceError(f"This version of Footnote has no sources of the kind “{source.kind}”.")
    return kind


def opened(source: Source) -> Adapter:
    """The adapter with the source's settings and secrets. Raises SourceError."""
    try:
        return kind_of(source).opens(**source.settings, **unseal(source.sealed))
    except TypeError:
        raise SourceError("Its settings are those of another version of Footnote. Edit the source and save it.") from None


def offered(*, inside: bool) -> list[Kind]:
    """The kinds that somebody may set up; only administrators those that reach inside."""
    return [kind for kind in KINDS.values() if inside or not kind.inside]
