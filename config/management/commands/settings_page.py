"""`manage.py settings_page`: write docs/settings.md and .env.example from the settings that the code declares."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.env import Setting

PAGE_HEAD = """# Settings

Every setting is an environment variable, or a line in `.env` in the project folder (the environment wins). Footnote needs none
of them: what is not set has an embedded default. A value can also be read from a file: set `NAME_FILE` to its path, as container
secrets do. An unknown name that begins with `FOOTNOTE_` stops the start. This page is made by `manage.py settings_page`.

| name | kind | default | what it does |
|---|---|---|---|
"""
EXAMPLE_HEAD = "# Copy to .env and change what you need; docs/settings.md explains. Made by `manage.py settings_page`.\n"


class Command(BaseCommand):
    help = "Write docs/settings.md and .env.example; with --check, only say whether they are up to date."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="Change nothing; fail when a file is out of date.")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        for path, text in pages().items():
            if check and (not path.exists() or path.read_text() != text):
                raise CommandError(f"{path.name} is out of date: run manage.py settings_page")
            if not check:
                path.write_text(text)


def pages() -> dict[Path, str]:
    """The two files and what they should say."""
    declared = list(settings.ENV.declared.values())
    return {
        settings.BASE_DIR / "docs" / "settings.md": PAGE_HEAD + "".join(map(_row, declared)),
        settings.BASE_DIR / ".env.example": EXAMPLE_HEAD + "".join(map(_example, declared)),
    }


def _row(setting: Setting) -> str:
    default = f"`{setting.default}`" if setting.default else "empty"
    return f"| `{setting.name}` | {setting.kind}{', secret' if setting.secret else ''} | {default} | {setting.help} |\n"


def _example(setting: Setting) -> str:
    return f"\n# {setting.help}\n# {setting.name}={'' if setting.secret else setting.default}\n"
