"""Signing in at Microsoft as an application: by its id and secret, for a token that is renewed before it runs out.

https://learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow
"""

import time
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from ingestion.sources.web.api import said
from ingestion.sources.web.asking import Client, NoAnswer
from ingestion.sources.web.patience import patiently

EARLY = 120.0
"""Seconds before its end that a token is no longer used."""


@dataclass
class Ticket:
    """The application's right to ask the server at `graph`. The secret goes to the server at `login` alone."""

    client: Client
    login: str
    graph: str
    tenant: str
    application: str
    secret: str = field(repr=False)
    _token: str = field(default="", init=False, repr=False)
    _until: float = field(default=0.0, init=False)

    def proof(self) -> dict[str, str]:
        """The header that proves who asks. Raises NoAnswer."""
        if time.monotonic() >= self._until:
            self._renew()
        return {"Authorization": f"Bearer {self._token}"}

    def _renew(self) -> None:
        url = f"{self.login}/{quote(self.tenant, safe='')}/oauth2/v2.0/token"
        wish = {
            "grant_type": "client_credentials",
            "client_id": self.application,
            "client_secret": self.secret,
            "scope": f"{self.graph}/.default",
        }
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        with patiently(lambda: self.client.post(url, headers, urlencode(wish).encode())) as answer:
            given = said(answer, "Microsoft’s sign-in")
        try:
            self._token, seconds = str(given["access_token"]), float(given["expires_in"])
        except (KeyError, TypeError, ValueError) as error:
            raise NoAnswer("The server gives no token. Check the address for signing in.") from error
        self._until = time.monotonic() + max(seconds - EARLY, 0.0)
