"""Documents and their versions for administrators, to look at: what changes them is intake and the pipeline."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from ingestion.models import Document, Version


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]  # not generic where it runs
    """Shows, never changes."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody changes here."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody deletes here: points and files would stay behind."""
        return False


@admin.register(Document)
class DocumentAdmin(ReadOnly):
    """Documents by name."""

    list_display = ("name", "collection", "added_by", "created_at", "changed_at")
    list_filter = ("collection",)
    list_select_related = ("collection", "added_by")
    search_fields = ("name",)


@admin.register(Version)
class VersionAdmin(ReadOnly):
    """Versions, the newest first."""

    list_display = ("document", "state", "media_type", "page_count", "size", "attempts", "queued_at", "finished_at")
    list_filter = ("state", "media_type")
    list_select_related = ("document",)
    search_fields = ("document__name", "title", "sha256")
    ordering = ("-queued_at",)
