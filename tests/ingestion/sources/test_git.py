"""A Git repository as a source: real ones, made here."""

import subprocess
from dataclasses import replace

import pytest

from ingestion.sources import kinds
from ingestion.sources.git import Git
from ingestion.sources.port import Found, Known
from tests.ingestion.sources.making import content, counts, looked_at, names, source

pytestmark = pytest.mark.django_db
PERSON = ("-c", "user.name=Alice", "-c", "user.email=alice@example.org", "-c", "protocol.file.allow=always")


def git(folder, *words):
    """A command in a working copy."""
    subprocess.run(["git", *PERSON, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path, settings):
    """Two pages and a program, committed."""
    settings.SOURCES = replace(settings.SOURCES, git_protocols=("file",))
    folder = tmp_path / "handbook"
    (folder / "rules").mkdir(parents=True)
    (folder / "keys.md").write_text("The lantern key is brass.")
    (folder / "rules" / "ferries.md").write_text("The ferry leaves at nine.")
    (folder / "run.sh").write_text("echo no")
    git(folder, "init", "-q", "-b", "main")
    commit(folder)
    return folder


def commit(folder):
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "A change")


@pytest.fixture
def handbook(cast, repository):
    """The repository as a source."""
    return source(cast.handbook, "git", url=f"file://{repository}", endings=[".md"])


def test_files_of_the_newest_commit_come_in_and_changes_follow(cast, repository, handbook):
    assert counts(looked_at(handbook)) == {"new": 2}
    assert names(cast.handbook) == ["Share/keys.md", "Share/rules/ferries.md"]
    assert counts(looked_at(handbook)) == {"unchanged": 2}
    (repository / "keys.md").write_text("The lantern key is iron.")
    (repository / "rules" / "ferries.md").unlink()
    commit(repository)
    assert counts(looked_at(handbook)) == {"replaced": 1, "removed": 1}
    assert content("Share/keys.md") == b"The lantern key is iron."


def test_a_branch_whose_commit_is_known_is_not_fetched_again(cast, repository, handbook, monkeypatch):
    looked_at(handbook)
    adapter = kinds.opened(handbook)
    monkeypatch.setattr(adapter, "_fetched", lambda *_: pytest.fail("it was fetched"))
    known = {item.key: Known(item.revision, item.note) for item in handbook.items.all()}
    assert {found.name for found in adapter.list(known) if isinstance(found, Found)} == {"keys.md", "rules/ferries.md"}


def test_a_branch_and_a_folder_can_be_chosen(cast, repository):
    git(repository, "checkout", "-q", "-b", "draft")
    (repository / "rules" / "horns.md").write_text("The fog horn sounds twice.")
    commit(repository)
    git(repository, "checkout", "-q", "main")
    draft = source(cast.handbook, "git", url=f"file://{repository}", branch="draft", folder="rules", endings=[".md"])
    assert counts(looked_at(draft)) == {"new": 2}
    missing = source(cast.vault, "git", url=f"file://{repository}", branch="nowhere")
    assert "no branch nowhere" in looked_at(missing).reason


def test_links_submodules_and_hooks_of_a_hostile_repository_do_nothing(cast, repository, handbook, tmp_path):
    (tmp_path / "secret.md").write_text("secret")
    (repository / "link.md").symlink_to(tmp_path / "secret.md")
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "-q")
    (other / "a.md").write_text("a")
    commit(other)
    git(repository, "submodule", "add", "-q", f"file://{other}", "sub")
    hook = repository / ".git" / "hooks" / "post-checkout"
    hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
    hook.chmod(0o755)
    commit(repository)
    looked_at(handbook)
    assert names(cast.handbook) == ["Share/keys.md", "Share/rules/ferries.md"]
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("url", ["file:///etc", "ext::sh -c touch% /tmp/ran", "--upload-pack=touch", "http://127.0.0.1:9/x.git"])
def test_protocols_that_are_not_allowed_are_not_spoken(cast, settings, url):
    settings.SOURCES = replace(settings.SOURCES, git_protocols=("https", "ssh"))
    assert "Git can't read the repository" in looked_at(source(cast.handbook, "git", url=url)).reason


def test_a_repository_that_is_gone_takes_nothing_away(cast, repository, handbook):
    looked_at(handbook)
    repository.rename(repository.parent / "elsewhere")
    assert "Git can't read the repository" in looked_at(handbook).reason
    assert len(names(cast.handbook)) == 2


def test_the_password_is_on_no_command_line():
    adapter = Git("https://git.example.org/a.git", user="ada", password="swordfish")
    assert "swordfish" not in str(adapter._command("fetch"))
    assert "Basic" in str(adapter._environment())
