"""The HTTP API."""

urlpatterns: list[object] = []
