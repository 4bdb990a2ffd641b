"""A bucket of S3, MinIO or a server that speaks like them: its objects become documents, known by key and ETag."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import IO
from urllib.parse import quote
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from django.conf import settings
from django.utils import timezone

from ingestion.errors import ItemError, SourceError
from ingestion.sources.limits import too_large
from ingestion.sources.port import Found, Known, Missed
from ingestion.sources.signing import Keys, signed
from ingestion.sources.web.asking import Answer, Client, NoAnswer


@dataclass
class Bucket:
    """Addressed by path (`endpoint/bucket/key`), which all servers understand. `endings` narrows it to names that end so."""

    endpoint: str
    bucket: str
    access_key: str
    secret: str
    region: str = "us-east-1"
    begins: str = ""
    endings: list[str] = field(default_factory=list)
    _client: Client | None = field(default=None, init=False)

    def list(self, known: Mapping[str, Known]) -> Iterator[Found | Missed]:
        """Every object, a thousand at a time; names that end in a slash stand for folders."""
        with closing(Client(pause=0, most_bytes=settings.INGESTION.upload_max_bytes)) as self._client:
            token = ""
            while True:
                listing = self._listed(token)
                for each in listing.iterfind("{*}Contents"):
                    key = each.findtext("{*}Key", "")
                    if not key.endswith("/") and (not self.endings or key.lower().endswith(tuple(self.endings))):
                        yield Found(key, key, each.findtext("{*}ETag", "")[:200])
                token = listing.findtext("{*}NextContinuationToken", "")
                if not token:
                    return

    @contextmanager
    def fetch(self, found: Found) -> Iterator[IO[bytes]]:
        """The object, if it is still the one that was listed or a newer one."""
        with self._asked(found.key, {}) as answer:
            if answer.status == 404:
                raise ItemError("It is no longer there.")
            if answer.body is None:
                raise too_large()
            if answer.status != 200:
                raise ItemError(f"The server answered {answer.status}.")
            yield answer.body

    def _listed(self, token: str) -> Element:
        wish = {"list-type": "2", "max-keys": "1000", "prefix": self.begins, "continuation-token": token}
        with self._asked("", {name: value for name, value in wish.items() if value}) as answer:
            try:
                root: Element = ElementTree.parse(answer.body).getroot() if answer.body else Element("Error")
            except (ParseError, DefusedXmlException) as error:
                raise SourceError(f"The server answered {answer.status}, and not as S3 does.") from error
        if answer.status != 200:
            said = root.findtext("{*}Message", "") or root.findtext("Message", "")
            raise SourceError(f"The server answered {answer.status}. {said[:300]}".strip())
        return root

    @contextmanager
    def _asked(self, key: str, query: Mapping[str, str]) -> Iterator[Answer]:
        words = "&".join(f"{quote(name, safe='~')}={quote(value, safe='~')}" for name, value in sorted(query.items()))
        path = quote(f"/{self.bucket}/{key}", safe="/~")
        url = f"{self.endpoint}{path}{'?' if words else ''}{words}"
        headers = signed(url, Keys(self.access_key, self.secret, self.region), timezone.now())
        if self._client is None:
            raise SourceError("The bucket is not open.")
        try:
            with self._client.get(url, headers) as answer:
                yield answer
        except NoAnswer as error:
            raise SourceError(str(error)) from error
