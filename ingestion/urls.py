"""Addresses of ingestion."""

from django.urls import URLPattern, path

from ingestion.views import (
    collection_delete,
    collections,
    documents,
    files,
    live,
    pages,
    passwords,
    pictures,
    rules,
    sources,
    trash,
    uploads,
)

app_name = "ingestion"
urlpatterns: list[URLPattern] = [
    path("collections/<uuid:collection_id>/", collections.collection, name="collection"),
    path("collections/<uuid:collection_id>/upload/", uploads.upload, name="upload"),
    path("collections/<uuid:collection_id>/retry-failed/", collections.retry_failed, name="retry-failed"),
    path("collections/<uuid:collection_id>/rules/", rules.rules, name="rules"),
    path("collections/<uuid:collection_id>/delete/", collection_delete.collection_delete, name="collection-delete"),
    path("collections/<uuid:collection_id>/trash/", trash.lying, name="trash"),
    path("collections/<uuid:collection_id>/trash/empty/", trash.empty, name="trash-empty"),
    path("trash/<uuid:trashed_id>/restore/", trash.restore, name="restore"),
    path("trash/<uuid:trashed_id>/delete/", trash.delete_for_good, name="delete-for-good"),
    path("collections/<uuid:collection_id>/events/", live.events, name="events"),
    path("collections/<uuid:collection_id>/sources/", sources.sources, name="sources"),
    path("collections/<uuid:collection_id>/sources/new/<slug:kind>/", sources.source_new, name="source-new"),
    path("sources/<uuid:source_id>/", sources.source, name="source"),
    path("sources/<uuid:source_id>/edit/", sources.source_edit, name="source-edit"),
    path("sources/<uuid:source_id>/run/", sources.source_run, name="source-run"),
    path("sources/<uuid:source_id>/pause/", sources.source_pause, name="source-pause"),
    path("sources/<uuid:source_id>/delete/", sources.source_delete, name="source-delete"),
    path("documents/<uuid:document_id>/", documents.document, name="document"),
    path("documents/<uuid:document_id>/retry/", documents.retry, name="retry"),
    path("documents/<uuid:document_id>/replace/", uploads.replace, name="replace"),
    path("documents/<uuid:document_id>/delete/", documents.delete, name="delete"),
    path("documents/<uuid:document_id>/password/", passwords.password, name="password"),
    path("documents/<uuid:document_id>/password/forget/", passwords.forget, name="forget-password"),
    path("documents/<uuid:document_id>/file/", files.file, name="file"),
    path("documents/<uuid:document_id>/pages/<int:number>/", pages.page, name="page"),
    path("documents/<uuid:document_id>/pages/<int:number>/image/", pictures.page_image, name="page-image"),
]
