"""Documents, their versions and pages. These rows are the queue of record: Celery only rings the bell."""

import uuid

from django.conf import settings
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import Q

from access.models import Collection

CODES = r"^[a-z]{3}(_[A-Za-z]+)*(\+[a-z]{3}(_[A-Za-z]+)*)*$"
ASK_FOR_CODES = "Name languages by Tesseract's codes, joined by +, such as eng+deu."


class DataClass(models.TextChoices):
    """How far a text may go."""

    PUBLIC = "public", "Public"
    INTERNAL = "internal", "Internal"
    CONFIDENTIAL = "confidential", "Confidential"
    RESTRICTED = "restricted", "Restricted"


class Weight(models.IntegerChoices):
    """How much a document counts beside others that fit a question as well."""

    MUCH_LESS = -2, "Much less than others"
    LESS = -1, "Less than others"
    EQUAL = 0, "As much as others"
    MORE = 1, "More than others"
    MUCH_MORE = 2, "Much more than others"


class Policy(models.TextChoices):
    """What happens to a document in which something is found."""

    ALLOW = "allow", "Leave it as it is"
    MASK = "mask", "Mask it for search, answers and readers"
    HOLD = "hold", "Hold the document until an editor decides"
    REFUSE = "refuse", "Refuse the document"


class Rules(models.Model):
    """How a collection's documents are treated, as its owners want it. A collection without a row has the defaults.

    What a document has of its own wins over `owner`, `data_class` and `weight`, and over the days after which it is to be
    reviewed and after which it expires; `grace_days` after that it goes to the trash.
    `languages` are Tesseract's codes joined by +; empty means those of the house (FOOTNOTE_OCR_LANGUAGES). Recognised
    pages less sure than `review_below` percent are listed to be checked. `personal_data` and
    `secrets` say what happens where such things are found; `overlooked` are kinds of personal data that don't count.
    """

    collection = models.OneToOneField(Collection, primary_key=True, on_delete=models.CASCADE, related_name="rules")
    languages = models.CharField(max_length=100, blank=True, validators=[RegexValidator(CODES, ASK_FOR_CODES)])
    review_below = models.PositiveSmallIntegerField(default=75, validators=[MaxValueValidator(100)])
    personal_data = models.CharField(max_length=8, choices=Policy.choices, default=Policy.ALLOW)
    secrets = models.CharField(max_length=8, choices=Policy.choices, default=Policy.ALLOW)
    overlooked = models.JSONField(default=list, blank=True)

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    data_class = models.CharField(max_length=12, choices=DataClass.choices, default=DataClass.INTERNAL)
    review_days = models.PositiveIntegerField(null=True, blank=True, validators=[MaxValueValidator(36_500)])
    expire_days = models.PositiveIntegerField(null=True, blank=True, validators=[MaxValueValidator(36_500)])
    grace_days = models.PositiveIntegerField(default=30, validators=[MaxValueValidator(36_500)])
    weight = models.SmallIntegerField(choices=Weight.choices, default=Weight.EQUAL)

    class Meta:
        verbose_name_plural = "rules"

    def __str__(self) -> str:
        return f"Rules of {self.collection_id}"


class OutOfTrash(models.Manager["Document"]):
    """The documents that are not in the trash."""

    def get_queryset(self) -> models.QuerySet["Document"]:
        """Leave out what was deleted: whoever forgets about the trash sees nothing of it."""
        return super().get_queryset().filter(deleted_at=None)


class Document(models.Model):
    """One place in a collection, known by its name there (the path within the folder it came from).

    `current` is the version that search and readers see; `latest` is the newest one, which may still be on its way or
    have failed. A document that has never become ready has no `current`. `url` is where its original is, if it came from the web.
    `deleted_at` says that it is in the trash until `purge_at`; `deleted_with` is the document with which it went there.
    In the trash without a `purge_at` it is being erased (ingestion.erasing). `objects` leaves out the trash, `with_trash` doesn't.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="documents")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=500)
    url = models.CharField(max_length=2000, blank=True, default="")
    current = models.ForeignKey("Version", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    latest = models.ForeignKey("Version", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True, db_index=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    data_class = models.CharField(max_length=12, choices=DataClass.choices, blank=True, default="")
    review_on = models.DateField(null=True, blank=True)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    weight = models.SmallIntegerField(choices=Weight.choices, null=True, blank=True)
    deleted_at = models.DateTimeField(null=True, blank=True)
    deleted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    deleted_with = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="gone_with_it")
    purge_at = models.DateTimeField(null=True, blank=True)

    objects = OutOfTrash()
    with_trash = models.Manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["collection", "name"], condition=Q(deleted_at=None), name="one_document_a_name"),
        ]
        indexes = [
            models.Index(fields=["purge_at"], name="in_the_trash", condition=Q(deleted_at__isnull=False)),
            models.Index(fields=["collection", "-created_at", "name"], name="newest_first", condition=Q(deleted_at=None)),
        ]

    def __str__(self) -> str:
        return self.name


class State(models.TextChoices):
    """Where a version stands. The first four are on their way, the last two are ends."""

    RECEIVED = "received", "Received"
    READING = "reading", "Reading"
    RECOGNISING = "recognising", "Recognising"
    INDEXING = "indexing", "Indexing"
    READY = "ready", "Ready"
    FAILED = "failed", "Failed"


UNFINISHED = (State.RECEIVED, State.READING, State.RECOGNISING, State.INDEXING)


class Version(models.Model):
    """One content of a document: its bytes, what reading them told, and the work that is still to be done on it.

    Earlier versions that were visible once are kept, as many as the settings say: ready, but not the document's `current`, and
    without points in the index. `returning` says that one of them is on its way back: its text need not be read.

    A worker holds a version by its lease: `lease` names the holder and `leased_until` runs out unless the holder renews it.
    Without a holder, `leased_until` is the time before which nobody should take it. Versions are taken by `round`, which
    ingestion.queue deals out, then by `queued_at`. `asked_by` is who wanted this work: the person who uploaded or retried, nobody
    for sources. `step` of `steps` counts pages while they are read or recognised (0 of 0: not known). `reason` and `advice` are set
    on failure and are fit to show; `trouble` is the failure's code.

    `recalled` says that its text need not be read: it is in the tables, with this version or the current one. `masked`: readers
    see placeholders in its text, and its pictures and file are for editors; `unmasked` holds its title and author as they were.
    `erased_inside` counts the files in it that were erased from the collection before, and are left out.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="versions")
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.RECEIVED)
    step = models.PositiveIntegerField(default=0)
    steps = models.PositiveIntegerField(default=0)
    reason = models.TextField(blank=True)
    advice = models.TextField(blank=True)
    trouble = models.CharField(max_length=40, blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.UUIDField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    round = models.PositiveIntegerField(default=0)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    queued_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    title = models.CharField(max_length=500, blank=True)
    author = models.CharField(max_length=300, blank=True)
    dated = models.DateField(null=True, blank=True)
    language = models.CharField(max_length=8, blank=True)
    page_count = models.PositiveIntegerField(default=0)
    returning = models.BooleanField(default=False)
    recalled = models.BooleanField(default=False)
    masked = models.BooleanField(default=False)
    unmasked = models.JSONField(default=dict, blank=True)
    erased_inside = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [
            models.Index(fields=["round", "queued_at"], name="waiting", condition=Q(state__in=UNFINISHED)),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} ({self.state})"


class Password(models.Model):
    """The password of a locked document while it waits to be read, sealed (ingestion.passwords).

    It goes when reading succeeds, when it turns out to be wrong, and, unless `keep`, when reading ends in any other way.
    """

    document = models.OneToOneField(Document, primary_key=True, on_delete=models.CASCADE, related_name="password")
    sealed = models.TextField()
    keep = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"Password of {self.document_id}"


class Page(models.Model):
    """One page of a version, as text with the place of each line.

    `lines` is a list of [start, end, left, top, right, bottom]: characters of `text`, then the box as fractions (0 to 1)
    of the page's width and height from its top left corner. Pages of formats without a layout have no lines.
    `blocks` is a list of [kind, start, end, level] as reading's Block has them; it says how to set the text for a reader.
    `words` is a list of [start, end, sure, left, top, right, bottom] as reading's Word has them, of recognised pages only: places
    in the text as it was read, before anything in it was masked. `key` tells the picture that was recognised, `remark` what of the
    page was not read and why (both as reading's PageRead has them).
    """

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="pages")
    number = models.PositiveIntegerField()
    label = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    lines = models.JSONField(default=list)
    blocks = models.JSONField(default=list)
    has_image = models.BooleanField(default=False)
    recognised = models.BooleanField(default=False)
    confidence = models.FloatField(null=True, blank=True)
    words = models.JSONField(default=list)
    key = models.CharField(max_length=64, blank=True, default="")
    remark = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "number"], name="one_page_a_number")]
        indexes = [
            models.Index(fields=["confidence"], name="recognised", condition=Q(recognised=True)),
            models.Index(fields=["key"], name="same_picture"),
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"Page {self.number}"

    @property
    def as_read(self) -> "Page | Unmasked":
        """Label, text, lines and blocks as they were read or corrected, before anything was masked."""
        return getattr(self, "unmasked", self)


class SavedFilter(models.Model):
    """What one person often looks for in one collection, under a name. `query` is that of the list's address."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=2000)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "collection", "name"], name="one_filter_a_name")]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Unmasked(models.Model):
    """A page that readers see masked, as it was read: kept for editors, and for the day on which the rules change."""

    page = models.OneToOneField(Page, primary_key=True, on_delete=models.CASCADE, related_name="unmasked")
    label = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    lines = models.JSONField(default=list)
    blocks = models.JSONField(default=list)

    def __str__(self) -> str:
        return f"Page {self.page_id} unmasked"


class Sighting(models.Model):
    """Personal data or secrets of one kind on one page. `places` are [start, end] in the page's text as it was read.

    The values themselves are nowhere but in that text.
    """

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="sightings")
    page = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    count = models.PositiveIntegerField()
    places = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "page", "kind"], name="one_sighting_a_kind")]
        ordering = ["page", "kind"]

    def __str__(self) -> str:
        return f"{self.count} {self.kind} on page {self.page}"


class Harmless(models.Model):
    """A value that doesn't count in a collection, by an editor's word. Known by its keyed hash: the value isn't kept."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)
    kind = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["collection", "digest"], name="one_harmless_a_value")]
        verbose_name_plural = "harmless"

    def __str__(self) -> str:
        return f"A harmless {self.kind}"


class Decision(models.Model):
    """What an editor decided about one document, for this version and those to come.

    A release covers the values that were found then (by their keyed hashes), so that a new one is held again.
    """

    class Choice(models.TextChoices):
        RELEASE = "release", "Release"
        MASK = "mask", "Mask"
        REFUSE = "refuse", "Refuse"

    document = models.OneToOneField(Document, primary_key=True, on_delete=models.CASCADE, related_name="decision")
    choice = models.CharField(max_length=8, choices=Choice.choices)
    covers = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.choice} {self.document_id}"


class Forgotten(models.Model):
    """A spelling of a person who was taken out of a document that stays, by its keyed hash and how many words it has."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="forgotten")
    digest = models.CharField(max_length=64)
    words = models.PositiveSmallIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "digest"], name="one_forgotten_a_spelling")]
        verbose_name_plural = "forgotten"

    def __str__(self) -> str:
        return f"Somebody in {self.document_id}"


class Correction(models.Model):
    """What a person says stands on a recognised page of one content of a document, in the shape of a Page. Marks it checked."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="corrections")
    sha256 = models.CharField(max_length=64)
    number = models.PositiveIntegerField()
    text = models.TextField()
    lines = models.JSONField(default=list)
    blocks = models.JSONField(default=list)
    words = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "sha256", "number"], name="one_correction_a_page")]

    def __str__(self) -> str:
        return f"Correction of page {self.number} of {self.document_id}"


class Leftover(models.Model):
    """What a version that is gone from these tables has left elsewhere: points, page images, and perhaps its file.

    With `points_only` the version is kept, but has no business in the index any more.

    Written in the same transaction that removes the version, so that a crash can't hide what is still to be swept.
    """

    version_id = models.UUIDField(primary_key=True)
    document_id = models.UUIDField()
    sha256 = models.CharField(max_length=64, blank=True)
    points_only = models.BooleanField(default=False)
    due_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.version_id)


from ingestion.arriving.models import Upload  # noqa: E402, F401
from ingestion.flow.models import Pause, Try  # noqa: E402, F401  so that migrations see them
from ingestion.ranges.models import PageRange  # noqa: E402, F401
from ingestion.sources.models import Item, Route, Run, Source  # noqa: E402, F401
