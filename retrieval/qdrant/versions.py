"""The collections of this installation: which is live, and which there are."""

import re

from django.conf import settings
from qdrant_client import models

from retrieval.qdrant.connecting import client, speaking

VERSION_NAME = re.compile(r"-[0-9a-f]{12}$")  # as retrieval.versions makes names


def live() -> str | None:
    """The collection that the alias stands for; None where nobody made one."""
    with speaking():
        aliases = {each.alias_name: each.collection_name for each in client().get_aliases().aliases}
        return aliases.get(settings.RETRIEVAL.alias)
    return None


def switch(physical: str) -> None:
    """Let the alias stand for this collection from now on, in one step."""
    alias = settings.RETRIEVAL.alias
    create = models.CreateAliasOperation(create_alias=models.CreateAlias(collection_name=physical, alias_name=alias))
    with speaking():
        client().update_collection_aliases([create])


def drop() -> None:
    """Remove the collection that the alias stands for, and the alias with it."""
    with speaking(missing_is_empty=True):
        if found := live():
            client().delete_collection(found)


def drop_collection(physical: str) -> None:
    """Remove a collection with all that is in it; one that isn't there is no error."""
    with speaking(missing_is_empty=True):
        client().delete_collection(physical)


def every_version() -> list[str]:
    """The names of all collections that Footnote has made here, live or not, under whatever alias."""
    with speaking():
        return sorted(each.name for each in client().get_collections().collections if VERSION_NAME.search(each.name))


def own_versions() -> list[str]:
    """Those of them that belong to this installation's alias."""
    return [name for name in every_version() if VERSION_NAME.sub("", name) == settings.RETRIEVAL.alias]
