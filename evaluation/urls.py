"""Addresses of evaluation."""

from django.urls import URLPattern, path

from evaluation.views import bench, drift, questions, runs, suggestions, turns

app_name = "evaluation"
urlpatterns: list[URLPattern] = [
    path("collections/<uuid:collection_id>/golden/", questions.golden_set, name="golden-set"),
    path("collections/<uuid:collection_id>/golden/new/", questions.golden_new, name="golden-new"),
    path("collections/<uuid:collection_id>/golden/suggest/", suggestions.suggest, name="golden-suggest"),
    path("collections/<uuid:collection_id>/golden/run/", runs.run_now, name="golden-run-now"),
    path("drift/", drift.drift, name="drift"),
    path("bench/", bench.bench, name="bench"),
    path("turns/<uuid:turn_id>/golden/", turns.keep_turn, name="keep-turn"),
    path("feedback/<uuid:turn_id>/golden/", turns.keep_rated, name="keep-rated"),
    path("golden/<uuid:golden_id>/", questions.golden, name="golden"),
    path("golden/<uuid:golden_id>/delete/", questions.golden_delete, name="golden-delete"),
    path("golden/runs/<uuid:run_id>/", runs.run, name="golden-run"),
    path("golden/runs/<uuid:run_id>/cancel/", runs.cancel, name="golden-cancel"),
    path("golden/runs/<uuid:run_id>/accept/", runs.accept, name="golden-accept"),
]
