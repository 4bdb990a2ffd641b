"""What can go wrong between Footnote and its index, named for the next step. `str(error)` is fit to show.

RetrievalError
├── IndexUnavailable    Qdrant does not answer: try again later
│   ├── IndexFull       its disk is full: it answers, and takes nothing more in
│   ├── IndexLost       it answers, and has lost the collection that is searched
│   ├── EmbeddingUnavailable  the embedding server does not answer
│   └── NobodySearches  no answer worker takes the search, or the way to it is cut: try again later
├── UseAnotherSnapshot  what should be restored is damaged, or of an index that this database doesn't know
├── ReadAgain           the pages of a document, from which it should be cut anew, are lost: `manage.py doctor --repair`
├── NotNow              what is asked of the index's versions doesn't go as they are now; the message says what comes first
│   └── SayWhyAnyway    something speaks against a switch: it takes a person's reason
└── CheckIndexSettings  Qdrant refuses what Footnote asks: the operator has to look at QDRANT_URL, QDRANT_API_KEY or the index
"""


class RetrievalError(Exception):
    """The root of retrieval's errors."""


class IndexUnavailable(RetrievalError):
    """Qdrant does not answer, or is too busy. Trying again later may help."""

    def __init__(self) -> None:
        super().__init__("The search index does not answer at the moment. Please try again in a minute.")


class IndexFull(IndexUnavailable):
    """Qdrant has no room left on its disk. Searches are answered; points are taken again once there is room."""

    def __init__(self) -> None:
        RetrievalError.__init__(self, "The search index has no room left on its disk. Tell the person who runs Footnote.")


class IndexLost(IndexUnavailable):
    """Qdrant no longer has the collection that should be searched. It can be made again from the database."""

    def __init__(self) -> None:
        RetrievalError.__init__(
            self, "The search index is lost. Tell the person who runs Footnote: `manage.py index verify --repair` makes it again."
        )


class NobodySearches(IndexUnavailable):
    """A search that another process should run was not answered. Trying again later may help."""

    def __init__(self) -> None:
        RetrievalError.__init__(self, "No answer worker took the search. Please try again in a minute.")


class EmbeddingUnavailable(IndexUnavailable):
    """The server that makes vectors does not answer, or is too busy. Trying again later may help."""

    def __init__(self) -> None:
        RetrievalError.__init__(self, "The embedding server does not answer at the moment. Please try again in a minute.")


class NotNow(RetrievalError):
    """What is asked of the versions of the index doesn't go as they are now."""


class SayWhyAnyway(NotNow):
    """What is known of a version, or not known yet, speaks against switching to it; whoever wants it all the same says why."""


class ReadAgain(RetrievalError):
    """A document that search shows can't be cut anew. The live index is as it was."""

    def __init__(self, title: str) -> None:
        super().__init__(f"The pages of “{title}” are not in the database. `manage.py doctor --repair` has it read again.")


class UseAnotherSnapshot(RetrievalError):
    """What should be restored can't be. The live index is as it was."""


class CheckIndexSettings(RetrievalError):
    """Qdrant answers, and refuses. Trying again does not help."""
