"""A library of SharePoint or a OneDrive as a source: each run asks what changed since the last one."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import IO
from urllib.parse import quote

from django.conf import settings

from ingestion.errors import SourceError
from ingestion.sources.graph.delta import Changes, Paths, changes
from ingestion.sources.graph.drives import drive_of_person, drive_of_site
from ingestion.sources.graph.signing_in import Ticket
from ingestion.sources.limits import too_large
from ingestion.sources.port import Found, Known, Listed, Withdrawn, as_before
from ingestion.sources.web.api import Api
from ingestion.sources.web.asking import Client, NoAnswer


@dataclass
class SharePoint:
    """`site` and `library`, or `user` for a OneDrive; of it what lies below `folder` and ends with one of `endings`, if given."""

    tenant: str
    application: str
    site: str = ""
    library: str = ""
    user: str = ""
    folder: str = ""
    endings: list[str] = field(default_factory=list)
    graph: str = "https://graph.microsoft.com"
    login: str = "https://login.microsoftonline.com"
    secret: str = ""
    position: str = field(default="", init=False)
    _api: Api | None = field(default=None, init=False)
    _drive: str = field(default="", init=False)
    _sizes: dict[str, int] = field(default_factory=dict, init=False)

    def list(self, known: Mapping[str, Known]) -> Iterator[Listed]:
        """Everything there; what Graph doesn't speak of is as it was."""
        with closing(Client(pause=0, most_bytes=settings.INGESTION.upload_max_bytes)) as client:
            ticket = Ticket(client, self.login, self.graph, self.tenant, self.application, self.secret)
            self._api = api = Api(client, f"{self.graph}/v1.0", ticket.proof, "Microsoft Graph")
            try:
                self._drive = drive_of_person(api, self.user) if self.user else drive_of_site(api, self.site, self.library)
                since = self._since(api)
                paths = Paths(api, self._drive, since.folders)
                for key, file in since.files.items():
                    path = f"{paths.of(file.folder)}/{file.name}".strip("/") if file else ""
                    if file and self._wants(path):
                        self._sizes[key] = file.size
                        yield Found(key, path, file.revision, url=file.url)
                    elif not since.whole:
                        yield Withdrawn(key)
            except NoAnswer as error:
                raise SourceError(str(error)) from error
            if not since.whole:
                yield from as_before(known, but=since.files)
            self.position = since.link

    @contextmanager
    def fetch(self, found: Found) -> Iterator[IO[bytes]]:
        """The file, from wherever Graph says that it lies."""
        if self._api is None:
            raise SourceError("The library is not open.")
        if self._sizes.get(found.key, 0) > settings.INGESTION.upload_max_bytes:
            raise too_large()
        with self._api.file(f"{self._api.address}/drives/{self._drive}/items/{quote(found.key, safe='!')}/content") as body:
            yield body

    def _since(self, api: Api) -> Changes:
        """What changed since the last run. Graph doesn't speak of what lies in a moved folder, which may go to other readers by its
        path now: then all is listed.
        """
        since = changes(api, self._drive, self.position)
        return changes(api, self._drive, "") if since.moves_folders else since

    def _wants(self, path: str) -> bool:
        below = not self.folder or path.lower().startswith(f"{self.folder.lower()}/")
        return below and (not self.endings or path.lower().endswith(tuple(self.endings)))
