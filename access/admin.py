"""Django's admin, for what the pages don't cover. Collections are deleted on their own page only: search must forget them first."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest

from access.models import Collection, Grant, User

admin.site.register(User, UserAdmin)
admin.site.site_header = "Footnote"
admin.site.site_title = "Footnote"


class GrantInline(admin.TabularInline):  # type: ignore[type-arg]
    """The grants on a collection."""

    model = Grant
    autocomplete_fields = ["user", "group"]
    extra = 0


@admin.register(Collection)
class CollectionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Collections with their grants."""

    list_display = ["name", "description", "created_at"]
    search_fields = ["name"]
    inlines = [GrantInline]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never here."""
        return False


@admin.register(Grant)
class GrantAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Grants by themselves, to see what a person or a group may read."""

    list_display = ["collection", "user", "group", "role"]
    list_filter = ["role", "collection"]
    autocomplete_fields = ["user", "group", "collection"]
