"""Where Footnote may connect to on behalf of a person: public addresses, and the inner hosts that the operator names.

A name is resolved here, the addresses are checked, and one of the checked addresses is connected to: what the name's owner
answers to a second question can't lead elsewhere.
"""

import ipaddress
import socket
from collections.abc import Iterable

import httpcore
from django.conf import settings

NAT64 = ipaddress.ip_network("64:ff9b::/96")


class NotAllowed(Exception):
    """The host has no address that may be connected to; the message is fit to show."""


class Guarded(httpcore.SyncBackend):
    """Connects to checked addresses only. TLS still asks for the host by its name."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """The first of the host's allowed addresses that answers."""
        trouble: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in allowed_addresses(host, port):
            try:
                return super().connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                trouble = error
        raise trouble


def allowed_addresses(host: str, port: int) -> list[str]:
    """The addresses of a host that may be connected to. Raises NotAllowed if there are only others."""
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore.ConnectError(str(error)) from error
    found = list(dict.fromkeys(str(answer[4][0]) for answer in answers))
    inner = host.lower().rstrip(".") in settings.SOURCES.hosts
    allowed = [address for address in found if inner or is_public(address)]
    if found and not allowed:
        raise NotAllowed(f"{host} is in the inner network. Who runs Footnote can allow it in FOOTNOTE_SOURCE_HOSTS.")
    return allowed


def is_public(address: str) -> bool:
    """Whether an address leads out of the house, also where it wraps another one."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inside = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inside is not None:
            return is_public(str(inside))
        if ip in NAT64:
            return False
    return ip.is_global and not ip.is_multicast
