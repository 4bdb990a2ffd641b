"""Read settings from the environment: typed, documented, and loud about mistakes.

Every setting is declared once, where `config/settings.py` reads it; `docs/settings.md` and `.env.example` are made from
those declarations. A value may also come from a file named by `NAME_FILE`, as container secrets do.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeVar
from urllib.parse import urlsplit

PREFIX = "FOOTNOTE_"
Number = TypeVar("Number", int, float)
Kind = Literal["text", "whole number", "number", "yes or no", "path", "list"]


class WrongSetting(Exception):
    """A setting can't be used as it stands; the message says which and why."""


@dataclass(frozen=True)
class Setting:
    """One declared setting: what `docs/settings.md` says about it."""

    name: str
    kind: Kind
    default: str
    help: str
    secret: bool = False


@dataclass
class Env:
    """The environment as Footnote sees it. Reading a value also declares it."""

    values: Mapping[str, str]
    declared: dict[str, Setting] = field(default_factory=dict)

    def text(self, name: str, default: str, help: str, *, secret: bool = False, shown: str | None = None) -> str:
        """Read a string. `shown` replaces the default in the documentation where the default is made at start."""
        return self._read(Setting(name, "text", default if shown is None else shown, help, secret)) or default

    def url(self, name: str, default: str, help: str, *, shown: str | None = None) -> str:
        """Read the address of a server. What is wrong with it is said without repeating it, as it may hold a password."""
        address = self.text(name, "", help, shown=default if shown is None else shown)
        if address and not _is_url(address):
            raise WrongSetting(f"{name} must be an address like http://host:8080/path: http or https, a host, and a port if any.")
        return address or default

    def integer(self, name: str, default: int, help: str, *, least: int | None = None) -> int:
        """Read a whole number."""
        return self._number(Setting(name, "whole number", str(default), help), int, default, least)

    def number(self, name: str, default: float, help: str, *, least: float | None = None) -> float:
        """Read a number with a decimal point."""
        return self._number(Setting(name, "number", str(default), help), float, default, least)

    def flag(self, name: str, help: str, *, default: bool) -> bool:
        """Read a yes or no: 1, true, yes, on or 0, false, no, off."""
        raw = self._read(Setting(name, "yes or no", "yes" if default else "no", help)).lower()
        if raw in ("1", "true", "yes", "on"):
            return True
        if raw in ("0", "false", "no", "off"):
            return False
        if raw:
            raise WrongSetting(f"{name} must be yes or no, not {raw!r}.")
        return default

    def path(self, name: str, default: Path, help: str, *, shown: str) -> Path:
        """Read a path; `shown` is the default as the documentation prints it."""
        return Path(self._read(Setting(name, "path", shown, help)) or default).resolve()

    def words(self, name: str, default: str, help: str) -> list[str]:
        """Read a comma-separated list."""
        raw = self._read(Setting(name, "list", default, help)) or default
        return [word.strip() for word in raw.split(",") if word.strip()]

    def choices(self, name: str, allowed: Sequence[str], help: str, *, needed: Sequence[str], default: Sequence[str]) -> list[str]:
        """Read a comma-separated list of some of these words; one of those `needed` must be among them."""
        chosen = self.words(name, ", ".join(default), help)
        if unknown := [word for word in chosen if word not in allowed]:
            raise WrongSetting(f"{name} must name some of {', '.join(allowed)}, not {unknown[0]!r}.")
        if not set(chosen) & set(needed):
            raise WrongSetting(f"{name} must name {' or '.join(needed)}.")
        return chosen

    def one_of(self, name: str, allowed: Sequence[str], help: str, *, shown: str) -> str:
        """Read one of these words; "" where nothing is set, which the documentation prints as `shown`."""
        chosen = self.text(name, "", f"{help} One of {', '.join(allowed)}.", shown=shown)
        if chosen and chosen not in allowed:
            raise WrongSetting(f"{name} must be one of {', '.join(allowed)}, not {chosen!r}.")
        return chosen

    def is_given(self, name: str) -> bool:
        """Whether there is a value, in whichever of its forms, for a setting that is read elsewhere."""
        return bool(self._value(name))

    def refuse_unknown(self) -> None:
        """Stop on a name that carries Footnote's prefix but that nothing reads: most often a typing mistake."""
        known = self.declared.keys() | {f"{name}_FILE" for name in self.declared}
        unknown = sorted(name for name in self.values if name.startswith(PREFIX) and name not in known)
        if unknown:
            raise WrongSetting(f"Unknown setting {', '.join(unknown)}. docs/settings.md lists those that exist.")

    def _read(self, setting: Setting) -> str:
        self.declared[setting.name] = setting
        return self._value(setting.name)

    def _value(self, name: str) -> str:
        direct, file = self.values.get(name, ""), self.values.get(f"{name}_FILE", "")
        if direct and file:
            raise WrongSetting(f"Set {name} or {name}_FILE, not both.")
        return _from_file(name, file) if file else direct.strip()

    def _number(self, setting: Setting, kind: type[Number], default: Number, least: Number | None) -> Number:
        raw = self._read(setting)
        try:
            found = _finite(kind(raw)) if raw else default
        except (ValueError, OverflowError):
            raise WrongSetting(f"{setting.name} must be a {setting.kind}, not {raw!r}.") from None
        if least is not None and found < least:
            raise WrongSetting(f"{setting.name} must be at least {least}, not {raw}.")
        return found


def _finite(number: Number) -> Number:
    if not math.isfinite(number):
        raise ValueError
    return number


def _is_url(address: str) -> bool:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    whole = address.isprintable() and not any(map(str.isspace, address))
    return whole and parts.scheme in ("http", "https") and bool(parts.hostname) and port != 0


def _from_file(name: str, file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise WrongSetting(f"{name}_FILE can't be read: {error}.") from None
