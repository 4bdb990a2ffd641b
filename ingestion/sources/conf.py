"""Settings of the sources."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SourcesConf:
    """How far sources may reach: folders of the server, hosts of the inner network, protocols of git."""

    folders: tuple[str, ...]
    hosts: frozenset[str]
    git_protocols: tuple[str, ...]
