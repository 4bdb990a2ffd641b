"""What a collection's documents can be told apart by: the kinds, languages and people that there are."""

from dataclasses import dataclass

from access.models import Collection
from ingestion.views.kinds import kind
from retrieval.wording import language_name

Choice = tuple[str, str]


@dataclass(frozen=True)
class Facets:
    """Choices as (value, label), each list by its labels."""

    kinds: tuple[Choice, ...]
    languages: tuple[Choice, ...]
    people: tuple[Choice, ...]


def facets(collection: Collection) -> Facets:
    """Look them up, in one query."""
    wanted = ("latest__media_type", "latest__language", "added_by", "added_by__username")
    found = list(collection.documents.order_by().values_list(*wanted).distinct())
    return Facets(
        _sorted({(each, kind(each)) for each, _, _, _ in found if each}),
        _sorted({(each, language_name(each)) for _, each, _, _ in found if each}),
        _sorted({(str(pk), name) for _, _, pk, name in found if pk}),
    )


def _sorted(choices: set[Choice]) -> tuple[Choice, ...]:
    return tuple(sorted(choices, key=lambda choice: choice[1].casefold()))
