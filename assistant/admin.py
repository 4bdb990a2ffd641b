"""What administrators see of the assistant: the feedback that people chose to give. Conversations stay their own."""

from django.contrib import admin
from django.http import HttpRequest

from assistant.models import Feedback


@admin.register(Feedback)
class FeedbackAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Read only: a thumb is its giver's word."""

    list_display = ["turn", "helpful", "comment", "changed_at"]
    list_filter = ["helpful", "changed_at"]
    list_select_related = ["turn"]
    readonly_fields = ["turn", "helpful", "reasons", "comment", "created_at", "changed_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody gives feedback here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Feedback | None = None) -> bool:
        """Nobody changes another's word."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Feedback | None = None) -> bool:
        """Nobody deletes another's word."""
        return False
