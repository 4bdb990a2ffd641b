"""robots.txt: what a server asks of visitors like us."""

from urllib.robotparser import RobotFileParser

from ingestion.sources.web.addresses import origin
from ingestion.sources.web.asking import AGENT, Client, NoAnswer

SLOWEST = 30.0


class Robots:
    """The wishes of all servers that were met, each asked once a run."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self._known: dict[tuple[str, str], RobotFileParser] = {}

    def allow(self, url: str) -> bool:
        """Whether the page may be visited. A longer pause that the server asks for is kept from now on. Raises NoAnswer."""
        server = origin(url)
        if server not in self._known:
            self._known[server] = self._ask("://".join(server) + "/robots.txt")
        wishes = self._known[server]
        asked = float(wishes.crawl_delay(AGENT) or 0)
        self._client.pause = max(self._client.pause, min(asked, SLOWEST))
        return wishes.can_fetch(AGENT, url)

    def _ask(self, url: str) -> RobotFileParser:
        """Without a robots.txt everything may be visited; where it can't be asked for, nothing (RFC 9309)."""
        wishes = RobotFileParser(url)
        with self._client.get(url, {}) as answer:
            if answer.status >= 500 or answer.status == 429:
                raise NoAnswer(f"The server's robots.txt can't be read now (it answered {answer.status}).")
            text = answer.body.read() if answer.body and answer.status == 200 else b""
        wishes.parse(text.decode("utf-8", "replace").splitlines())
        return wishes
