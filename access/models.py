"""People, collections, and who may read what."""

import uuid

from django.conf import settings
from django.contrib.auth.models import AbstractUser, Group
from django.db import models
from django.db.models import Q


class User(AbstractUser):
    """A person who signs in. A superuser is an administrator: owner of every collection."""

    class Meta(AbstractUser.Meta):
        swappable = "AUTH_USER_MODEL"


class Role(models.TextChoices):
    """What a grant allows, each including the one before it."""

    READER = "reader", "Reader: asks and opens documents"
    EDITOR = "editor", "Editor: also adds, replaces and deletes documents"
    OWNER = "owner", "Owner: also decides who may read"

    @property
    def includes(self) -> "list[Role]":
        """The roles that are at least this one."""
        ladder = list(Role)
        return ladder[ladder.index(self) :]


class Collection(models.Model):
    """A set of documents with one answer to the question who may read them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=100, unique=True)
    description = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Grant(models.Model):
    """One role on one collection, given to a person or to a group."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="grants")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="grants")
    group = models.ForeignKey(Group, null=True, blank=True, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.READER)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False, group__isnull=True) | Q(user__isnull=True, group__isnull=False),
                name="grant_to_a_person_or_a_group",
            ),
            models.UniqueConstraint(fields=["collection", "user"], name="one_grant_a_person"),
            models.UniqueConstraint(fields=["collection", "group"], name="one_grant_a_group"),
        ]

    def __str__(self) -> str:
        return f"{self.role} on {self.collection} for {self.user or self.group}"


class ApiToken(models.Model):
    """A person's key to `/api/v1/`. Only its SHA-256 is kept; the key itself is shown once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name
