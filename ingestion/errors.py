"""What can go wrong between a file and its place in the index.

IngestionError
├── IntakeError     the file was not taken; the message says what to do
│   ├── ErasedBefore  its bytes were erased here; only a person may bring them back
│   └── NotStored     the disk did not take it; the same file may be welcome later
│       └── NoRoom    the disk is full, or nearly: the same file is welcome once there is room
├── SourceError     a source can't be looked at; the message says why and what to do
├── ItemError       one thing of a source can't be taken; the message says why
│   └── NotNow      it can perhaps be taken by the next run
├── WorkerStopped   the process that worked on a version died
└── Interrupted     this worker must let go of the version now
    ├── LeaseLost   somebody else has it, or it was replaced or removed
    └── Stopping    the worker was asked to stop; the version goes back into the queue
"""


class IngestionError(Exception):
    """Root of ingestion's errors; `str(error)` is fit to show."""


class IntakeError(IngestionError):
    """The file or the wish was not taken; the message says why and what to do."""


class ErasedBefore(IntakeError):
    """These bytes were erased from this collection, and only a person may bring them back."""

    def __init__(self, sha256: str) -> None:
        super().__init__("Its content was erased from this collection. Upload it by hand if it is to come back.")
        self.sha256 = sha256


class NotStored(IntakeError):
    """The disk did not take it, for a reason that may pass. Nothing of it was kept."""


class NoRoom(NotStored):
    """There is no room for it on the disk. Nothing of it was kept."""

    def __init__(self) -> None:
        super().__init__("The disk of Footnote is nearly full, so this was not taken. Tell the person who runs it.")


class SourceError(IngestionError):
    """A source can't be looked at now or as it is set up; the message says why and what to do."""


class ItemError(IngestionError):
    """One thing of a source can't be taken; the others go on."""


class NotNow(ItemError):
    """One thing of a source can't be taken now; the next run tries again."""


class WorkerStopped(IngestionError):
    """The process that worked on a version died, perhaps of it."""


class Interrupted(IngestionError):
    """The worker lets go of a version without blaming it."""


class LeaseLost(Interrupted):
    """The version was replaced, removed, or taken over by another worker."""


class Stopping(Interrupted):
    """The worker was asked to stop."""
