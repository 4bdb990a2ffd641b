"""Why a file could not be read, each with a reason and an advice for the person who uploaded it.

ReadingError
├── UploadAnotherFile      the file itself is the matter
│   ├── EmptyFile
│   ├── UnknownFormat
│   ├── NotWhatItsNameSays
│   ├── Encrypted
│   │   └── WrongPassword
│   ├── CannotUnlock
│   ├── Damaged
│   ├── TooManyPages
│   ├── ImageTooLarge
│   ├── ArchiveTooLarge
│   ├── DangerousContent
│   └── NothingToRead
└── AskTheOperator         the file may be good, but reading it went beyond what is allowed
    ├── TookTooLong
    ├── TookTooMuchMemory
    ├── TooMuchOutput
    ├── ReaderCrashed
    ├── ReaderMissing
    ├── LanguageMissing
    ├── DiskFull
    └── NeedsMoreRoom
"""


class ReadingError(Exception):
    """A file that could not be read. `reason` says what happened, `advice` what to do; both are fit to show.

    `detail` is for the log: never text of the document.
    """

    code = "reading"
    reason = "The file could not be read."
    advice = "Open it on your computer to see whether it is in order, then upload it again."

    def __init__(self, reason: str = "", detail: str = "") -> None:
        self.reason = reason or type(self).reason
        self.detail = detail
        super().__init__(self.reason)

    def __str__(self) -> str:
        return f"{self.reason} {self.advice}"


class UploadAnotherFile(ReadingError):
    """The file has to change before it can be read."""

    code = "upload-another-file"


class EmptyFile(UploadAnotherFile):
    """It has no bytes, or no more than a few."""

    code = "empty"
    reason = "The file is empty."
    advice = "Check that it was saved completely, then upload it again."


class UnknownFormat(UploadAnotherFile):
    """No reader knows this content."""

    code = "unknown-format"
    reason = "This kind of file cannot be read."
    advice = "Save it as PDF, Word, text or an image, then upload that."


class NotWhatItsNameSays(UploadAnotherFile):
    """The name promises a document, the content is something that is never one."""

    code = "not-what-its-name-says"
    reason = "The content of the file is not what its name says."
    advice = "Check where the file comes from. If it is a document, save it again from the program that made it."


class Encrypted(UploadAnotherFile):
    """A password is needed to open it."""

    code = "encrypted"
    reason = "The file is protected with a password."
    advice = "Enter the password on the document's page, or upload the file without one."


class WrongPassword(Encrypted):
    """A password was given, and it is not the one."""

    code = "wrong-password"
    reason = "The password does not open the file."
    advice = "Check capital letters and the keyboard's language, then enter it again."


class CannotUnlock(UploadAnotherFile):
    """It is protected in a way that no password given here would open."""

    code = "cannot-unlock"
    reason = "The file is protected in a way that cannot be opened here."
    advice = "Remove the protection in the program that made it, then upload it again."


class Damaged(UploadAnotherFile):
    """It begins like a known format, but cannot be opened."""

    code = "damaged"
    reason = "The file is damaged or incomplete."
    advice = "Open it on your computer; if that works, save a new copy and upload that."


class TooManyPages(UploadAnotherFile):
    """More pages than one document may have."""

    code = "too-many-pages"
    reason = "The document has too many pages."
    advice = "Split it into smaller files, then upload those."


class ImageTooLarge(UploadAnotherFile):
    """An image with more pixels than may be decoded."""

    code = "image-too-large"
    reason = "An image in the file is too large to be opened safely."
    advice = "Save it with a lower resolution (300 dpi is enough), then upload that."


class ArchiveTooLarge(UploadAnotherFile):
    """A packed file that unpacks to far more than it should."""

    code = "archive-too-large"
    reason = "The file unpacks to far more data than is safe to open."
    advice = "Check where the file comes from. If it is in order, split it and upload the parts."


class DangerousContent(UploadAnotherFile):
    """Content that only exists to harm the reader, such as XML that expands itself."""

    code = "dangerous"
    reason = "The file contains instructions that are not safe to follow (XML entities or external references)."
    advice = "Check where the file comes from. If it is in order, save it as PDF and upload that."


class NothingToRead(UploadAnotherFile):
    """It opened, but there is no text in it."""

    code = "nothing-to-read"
    reason = "No text was found in the file."
    advice = "If it is a scan, scan it again more clearly; otherwise check that it is the right file."


class AskTheOperator(ReadingError):
    """The file may be good; an operator can raise the limit or look into it."""

    code = "ask-the-operator"

    advice = "Try again later or split the file. If it happens again, ask the person who runs Footnote."


class TookTooLong(AskTheOperator):
    """The time limit was reached (FOOTNOTE_READ_SECONDS)."""

    code = "took-too-long"
    reason = "Reading the file took too long and was stopped."


class TookTooMuchMemory(AskTheOperator):
    """The memory limit was reached (FOOTNOTE_READ_MEMORY_MB)."""

    code = "took-too-much-memory"
    reason = "Reading the file needed too much memory and was stopped."


class ReaderKilled(TookTooMuchMemory):
    """The reading process was killed: by the system when memory ran out, or by somebody."""

    code = "killed"
    reason = "The process that read the file was killed. There may have been too little memory."


class TooMuchOutput(AskTheOperator):
    """The file turns into more text and images than is allowed (FOOTNOTE_READ_OUTPUT_MB)."""

    code = "too-much-output"
    reason = "The file turns into more text and images than is allowed."


class ReaderCrashed(AskTheOperator):
    """The reading process ended without saying why."""

    code = "crashed"
    reason = "The reader stopped unexpectedly on this file."


class ReaderMissing(AskTheOperator):
    """A program that this format needs is not installed."""

    code = "reader-missing"
    reason = "A program that is needed to read this file is not installed."
    advice = "Ask the person who runs Footnote to run `manage.py doctor`."


class LanguageMissing(AskTheOperator):
    """Its pages are written in a script that none of the installed languages has."""

    code = "language-missing"
    reason = "The file is written in a script for which no language is installed here."
    advice = "Ask the person who runs Footnote to install one for recognition, then try again."


class DiskFull(AskTheOperator):
    """The reading process could not write down what it read. It says nothing about the file."""

    code = "disk-full"
    reason = "The disk is full."
    advice = "It is read when there is room again. Tell the person who runs Footnote."


class NeedsMoreRoom(AskTheOperator):
    """It has filled the disk each time it was tried, and there was room again each time it was put off."""

    code = "needs-more-room"
    reason = "Reading the file takes more room than there is on the disk."
    advice = "Ask the person who runs Footnote to make room, then try again."


def _tree(kind: type[ReadingError]) -> list[type[ReadingError]]:
    return [kind, *(below for child in kind.__subclasses__() for below in _tree(child))]


ASKS_FOR_A_PASSWORD = (Encrypted.code, WrongPassword.code)

BY_CODE: dict[str, type[ReadingError]] = {kind.code: kind for kind in _tree(ReadingError)}
