"""`manage.py evaluate_guard`: what it counts, on a set small enough to count by hand."""

import io
import json
import tarfile

import pytest
from django.core.management import CommandError, call_command


def lines(rows):
    return "".join(json.dumps(row) + "\n" for row in rows)


@pytest.fixture
def folder(tmp_path):
    text = "Write to bob@example.org or ann@example.org."
    spans = [{"type": "EMAIL_ADDRESS", "start": 9, "end": 24}]
    (tmp_path / "presidio_small.jsonl").write_text(lines([{"text": text, "spans": spans}]))
    secrets = lines([{"text": "password: hunter2xyz", "is_secret": True}, {"text": "nothing here", "is_secret": True}]).encode()
    with tarfile.open(tmp_path / "secrets.tar.xz", "w:xz") as tar:
        member = tarfile.TarInfo("secrets.jsonl")
        member.size = len(secrets)
        tar.addfile(member, io.BytesIO(secrets))
    return tmp_path


def test_it_counts_right_wrong_and_missed(folder, capsys):
    call_command("evaluate_guard", str(folder))
    told = capsys.readouterr().out
    assert "email" in told
    assert "precision 0.500  recall 1.000  F1 0.667  (1 right, 1 wrong, 0 missed)" in told
    assert "precision 1.000  recall 0.500  F1 0.667  (1 right, 0 wrong, 1 missed)" in told


def test_it_counts_alarms_in_documents(folder, tmp_path, capsys):
    (tmp_path / "page.md").write_text("Ask bob@example.org.")
    call_command("evaluate_guard", str(folder), documents=tmp_path, adverse=1000)
    told = capsys.readouterr().out
    assert "documents: email             1 found" in told
    assert "slowest made-up text of 1000 characters" in told


def test_a_folder_without_the_set_is_refused_by_name(tmp_path):
    with pytest.raises(CommandError, match="can't be read"):
        call_command("evaluate_guard", str(tmp_path))
