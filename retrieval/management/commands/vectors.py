"""`manage.py vectors`: Qdrant's engine as a small server, for installations without a Qdrant of their own."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Serve the vectors in a folder over the part of Qdrant's REST API that Footnote uses. One process a folder."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="Address to listen on.")
        parser.add_argument("--port", type=int, default=6399, help="Port to listen on.")
        parser.add_argument("--folder", type=Path, default=settings.DATA_DIR / "vectors", help="Where the vectors are kept.")

    def handle(self, *_args: Any, host: str, port: int, folder: Path, **_options: Any) -> None:
        from retrieval.vectors.serving import serve
        from retrieval.vectors.store import FolderUnusable

        api_key = settings.RETRIEVAL.qdrant_api_key
        if not api_key:
            raise CommandError("Set QDRANT_API_KEY: without a key anybody on this machine could read the vectors.")
        try:
            serve(folder.resolve(), host=host, port=port, api_key=api_key)
        except FolderUnusable as error:
            raise CommandError(str(error)) from None
