"""What the embedded form keeps is its own user's alone."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from config import embedded

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(params=["new", "made before by the operator"])
def data(tmp_path, request):
    """A data folder after a first start under the usual umask."""
    folder = tmp_path / "data"
    if request.param != "new":
        folder.mkdir(mode=0o755)
    command = [sys.executable, "manage.py", "check"]
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "FOOTNOTE_DATA": str(folder)}
    subprocess.run(command, cwd=ROOT, env=environment, umask=0o022, check=True, capture_output=True)
    return folder


def test_other_users_of_the_machine_can_read_neither_the_database_nor_files_keys_journals_and_logs(data):
    kept = [data / name for name in ("footnote.sqlite3", "secrets", *embedded.PRIVATE)]
    assert {path.name: oct(path.stat().st_mode & 0o077) for path in kept} == {path.name: "0o0" for path in kept}


def test_a_data_folder_that_the_operator_made_stays_as_open_as_it_is(tmp_path):
    tmp_path.chmod(0o750)
    embedded.private_folders(tmp_path)
    assert tmp_path.stat().st_mode & 0o777 == 0o750
