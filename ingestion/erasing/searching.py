"""The last question: whether anybody who asks for a person still finds a passage that names them."""

from access.models import Collection
from access.scope import Scope
from forgetting import hiding
from forgetting.errors import NotYet
from forgetting.messages import Person
from retrieval.errors import RetrievalError
from retrieval.search import search


def passages(person: Person) -> int:
    """How many passages name the person that a search for each spelling, in all collections, finds beside what was left.

    Raises NotYet.
    """
    scope, what = Scope(frozenset(Collection.objects.values_list("pk", flat=True))), hiding.hidden(person.spellings)
    try:
        found = [passage for spelling in person.spellings for passage in search(spelling, scope).passages]
    except RetrievalError as error:
        raise NotYet(str(error)) from error
    naming = {each.chunk_id for each in found if each.document_id not in person.left and hiding.hide(each.text, what) != each.text}
    return len(naming)
