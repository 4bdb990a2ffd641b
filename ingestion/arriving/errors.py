"""Why a part of an upload was not taken.

IntakeError
└── ArrivingError
    ├── LargerThanAllowed     the file is larger than any that is accepted
    ├── TooManyUnfinished     this person has begun too many uploads without ending them
    ├── MoreThanAnnounced     more bytes came than the file was said to have
    ├── NotWhereItStopped     the part does not begin where the upload stopped
    ├── InUse                 another part of it is being received
    │   └── TooManyAtOnce     this person sends as many parts at once as one may
    ├── NotAsSent             the part is not what its checksum says
    ├── TakenIn               it was to be ended, but is a document already
    └── UploadGone            it was ended, or its time is over
"""

from ingestion.errors import IntakeError


class ArrivingError(IntakeError):
    """The root of these errors; `str(error)` is fit to show."""

    message = "The upload was not taken."

    def __init__(self, message: str = "") -> None:
        super().__init__(message or self.message)


class LargerThanAllowed(ArrivingError):
    """The file is larger than any that is accepted."""


class TooManyUnfinished(ArrivingError):
    """This person has begun too many uploads without ending them."""

    message = "You have too many unfinished uploads. Go on with some of them or discard them, then try again."


class MoreThanAnnounced(ArrivingError):
    """More bytes came than the file was said to have."""

    message = "More was sent than the file was said to hold."


class NotWhereItStopped(ArrivingError):
    """The part does not begin where the upload stopped. Ask where that is."""

    message = "The part does not begin where the upload stopped."


class InUse(ArrivingError):
    """Another part of it is being received. Try again later."""

    message = "Another part of this upload is being received. Try again in a moment."


class TooManyAtOnce(InUse):
    """This person sends as many parts at once as one may. Try again later."""

    message = "You are sending as many files at once as one person may. Try again in a moment."


class NotAsSent(ArrivingError):
    """The part is not what its checksum says. Send it again."""

    message = "The part was changed on its way. Send it again."


class TakenIn(ArrivingError):
    """It was to be ended, but is a document already (or was refused). Ask what became of it."""

    message = "All of it had come, and it was taken in before it could be ended."


class UploadGone(ArrivingError):
    """It was ended, or its time is over. Begin again."""

    message = "There is no such upload any more. Begin again."
