"""A Git repository: the files of one branch become documents. Nothing is checked out and nothing of it is ever run."""

import base64
import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from django.conf import settings

from ingestion import storage
from ingestion.errors import ItemError, SourceError
from ingestion.sources.port import Found, Known, Missed

SECONDS = 900
MOST_BLOCKS = 4 * 1024**2
"""The largest file that git may write, in blocks of 512 bytes."""
PLAIN_FILES = ("100644", "100755")
CONFIG = {"core.hooksPath": "/dev/null", "http.followRedirects": "false", "fetch.recurseSubmodules": "false", "gc.auto": "0"}


@dataclass
class Git:
    """`endings` names the files that are wanted by the ends of their names; all if empty."""

    url: str
    branch: str = ""
    folder: str = ""
    endings: list[str] = field(default_factory=list)
    user: str = ""
    password: str = ""
    _home: Path = field(default=Path(), init=False)

    def list(self, known: Mapping[str, Known]) -> Iterator[Found | Missed]:
        """The files of the newest commit; a branch whose commit is known isn't fetched again."""
        with storage.workspace() as self._home:
            ref = f"refs/heads/{self.branch}" if self.branch else "HEAD"
            commit = self._run("ls-remote", "--", self.url, ref).partition("\t")[0]
            if not commit:
                raise SourceError(f"The repository has no branch {self.branch or 'at all'}.")
            note = [each.note for each in known.values() if each.note.startswith(f"{commit} ")]
            if note and note[0] == f"{commit} {len(note)} {self._wanted}":
                yield from (Found(key, key, each.revision, each.note) for key, each in known.items() if each.note == note[0])
                return
            yield from self._fetched(ref, commit)

    @contextmanager
    def fetch(self, found: Found) -> Iterator[IO[bytes]]:
        """The bytes of one file, out of the objects that were fetched."""
        with subprocess.Popen(
            self._command("cat-file", "blob", found.revision), env=self._environment(), cwd=self._home, stdout=subprocess.PIPE
        ) as process:
            if process.stdout is None:
                raise ItemError("Git did not hand the file out.")
            yield process.stdout
            process.stdout.close()

    @property
    def _wanted(self) -> str:
        """What was asked for beside the branch: a changed wish is a changed listing."""
        return f"{self.folder} {','.join(self.endings)}"

    def _fetched(self, ref: str, commit: str) -> Iterator[Found]:
        self._run("init", "--quiet", "--bare", ".")
        self._run("fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", "--", self.url, ref)
        place = ["--", self.folder.strip("/") + "/"] if self.folder.strip("/") else []
        lines = self._run("ls-tree", "-r", "-z", "--full-tree", "FETCH_HEAD", *place).split("\0")
        files = [(line.split("\t", 1)[1], line.split()[2]) for line in lines if line.startswith(PLAIN_FILES)]
        wanted = [each for each in files if not self.endings or each[0].lower().endswith(tuple(self.endings))]
        for path, blob in wanted:
            yield Found(path, path, blob, f"{commit} {len(wanted)} {self._wanted}")

    def _run(self, *words: str) -> str:
        try:
            done = subprocess.run(
                self._command(*words), env=self._environment(), cwd=self._home, capture_output=True, timeout=SECONDS, check=True
            )
        except FileNotFoundError:
            raise SourceError("The program git isn't installed on the server.") from None
        except subprocess.TimeoutExpired:
            raise SourceError("The repository took too long to answer.") from None
        except subprocess.CalledProcessError as error:
            raise SourceError(f"Git can't read the repository: {_last_line(error.stderr, self.password)}") from None
        return os.fsdecode(done.stdout)

    def _command(self, *words: str) -> Sequence[str]:
        """Git under a limit on what it may write: a repository can be larger than the disk."""
        return ("sh", "-c", f'ulimit -f {MOST_BLOCKS}; exec git "$@"', "git", *words)

    def _environment(self) -> dict[str, str]:
        """No settings of this machine, no questions, allowed protocols only; the password where no list of processes shows it."""
        config = dict(CONFIG)
        if self.password and self.url.startswith(("https://", "http://")):
            pair = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
            config[f"http.{self.url}.extraHeader"] = f"Authorization: Basic {pair}"
        given = {f"GIT_CONFIG_KEY_{number}": name for number, name in enumerate(config)}
        given |= {f"GIT_CONFIG_VALUE_{number}": value for number, value in enumerate(config.values())}
        return {
            "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
            "HOME": os.environ.get("HOME", "/"),
            "LC_ALL": "C.UTF-8",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_ALLOW_PROTOCOL": ":".join(settings.SOURCES.git_protocols),
            "GIT_SSH_COMMAND": "ssh -o BatchMode=yes -o StrictHostKeyChecking=yes -o ConnectTimeout=20",
            "GIT_CONFIG_COUNT": str(len(config)),
            **given,
        }


def _last_line(said: bytes, password: str) -> str:
    lines = said.decode("utf-8", "replace").strip().splitlines()
    text = lines[-1][:300] if lines else "it gave no reason."
    return text.replace(password, "…") if password else text
