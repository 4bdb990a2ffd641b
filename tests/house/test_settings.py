"""Settings: typed, documented, and loud about mistakes."""

import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import call_command

from config.database import database
from config.env import Env, WrongSetting


def test_the_settings_page_and_the_example_are_up_to_date():
    call_command("settings_page", "--check")


def test_an_unknown_name_with_our_prefix_stops_the_start(tmp_path):
    result = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=settings.BASE_DIR, capture_output=True, text=True, check=False,
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "FOOTNOTE_DATA": str(tmp_path), "FOOTNOTE_HOTS": "typing mistake"},
    )  # fmt: skip
    assert result.returncode != 0
    assert "FOOTNOTE_HOTS" in result.stderr


def test_a_secret_may_come_from_a_file(tmp_path):
    (tmp_path / "key").write_text("from the file\n")
    env = Env({"LLM_API_KEY_FILE": str(tmp_path / "key")})
    assert env.text("LLM_API_KEY", "", "A key.", secret=True) == "from the file"


@pytest.mark.parametrize("form", ["", "_FILE"])
def test_a_server_whose_address_comes_from_a_file_is_outside_the_house_too(tmp_path, form):
    (tmp_path / "address").write_text("https://models.example.org/v1\n")
    given = str(tmp_path / "address") if form else "https://models.example.org/v1"
    flags = "s.RETRIEVAL.rerank.local, s.GATEWAY.local, s.ASSISTANT.ask_for_numbers"
    told = f"{flags}, s.EMBEDDED, s.GATEWAY.api_key, s.RETRIEVAL.qdrant_api_key"
    addresses = {f"{name}_URL{form}": given for name in ("RERANK", "LLM", "QDRANT")}
    result = subprocess.run(
        [sys.executable, "-c", f"from config import settings as s; print([{told}])"],
        cwd=settings.BASE_DIR, capture_output=True, text=True, check=True,
        env={"HOME": str(tmp_path), "FOOTNOTE_DATA": str(tmp_path), **addresses},
    )  # fmt: skip
    assert result.stdout.strip() == "[False, False, True, ['redis'], '', '']"


def test_a_value_and_a_file_at_once_are_refused():
    with pytest.raises(WrongSetting, match="not both"):
        Env({"A": "1", "A_FILE": "/x"}).text("A", "", "Help.")


@pytest.mark.parametrize(("raw", "expected"), [("yes", True), ("0", False), ("On", True), ("", False)])
def test_yes_and_no_are_read_in_the_usual_spellings(raw, expected):
    assert Env({"A": raw}).flag("A", "Help.", default=False) is expected


@pytest.mark.parametrize(
    "read",
    [lambda env: env.integer("A", 1, "."), lambda env: env.number("A", 1, "."), lambda env: env.flag("A", ".", default=True)],
)
def test_a_wrong_value_is_named(read):
    with pytest.raises(WrongSetting, match="A must be"):
        read(Env({"A": "many"}))


@pytest.mark.parametrize("raw", ["nan", "inf", "-5", "0.01"])
def test_a_number_that_nothing_can_be_reckoned_with_is_refused(raw):
    with pytest.raises(WrongSetting, match="A must be"):
        Env({"A": raw}).number("A", 2, ".", least=0.1)
    assert Env({"A": "0.1"}).number("A", 2, ".", least=0.1) == 0.1


@pytest.mark.parametrize(
    "raw",
    [
        "host:8080/v1",
        "ftp://host",
        "http://",
        "http://:80",
        "http://host:80a",
        "http://host:70000",
        "http://[::1",
        "http://a b",
        "http://x:hush@:80",
    ],
)
def test_what_is_no_address_is_refused_and_not_repeated(raw):
    with pytest.raises(WrongSetting, match="A must be an address like") as caught:
        Env({"A": raw}).url("A", "", ".")
    assert "hush" not in str(caught.value)


def test_addresses_are_read_as_they_are(tmp_path):
    for address in ("http://host", "https://host:8080/v1", "http://[::1]:6333", "http://127.0.0.1:9/v2/rerank"):
        assert Env({"A": address}).url("A", "", ".") == address
    (tmp_path / "address").write_text("http://host/v1\n")
    assert Env({"A_FILE": str(tmp_path / "address")}).url("A", "", ".") == "http://host/v1"
    assert Env({}).url("A", "http://127.0.0.1:8099", ".", shown="embedded") == "http://127.0.0.1:8099"


@pytest.mark.parametrize(("raw", "complaint"), [("bm25, rerang", "not 'rerang'"), ("rerank", "A must name dense or bm25")])
def test_choices_are_checked(raw, complaint):
    allowed, needed = ["dense", "bm25", "rerank"], ["dense", "bm25"]
    assert Env({"A": "bm25,rerank"}).choices("A", allowed, ".", needed=needed, default=["dense", "rerank"]) == ["bm25", "rerank"]
    assert Env({}).choices("A", allowed, ".", needed=needed, default=["dense", "rerank"]) == ["dense", "rerank"]
    with pytest.raises(WrongSetting, match=complaint):
        Env({"A": raw}).choices("A", allowed, ".", needed=needed, default=["dense", "rerank"])


def test_a_database_url_is_taken_apart():
    postgres = database("postgres://reader:p%40ss@db.example.org:5433/footnote?sslmode=require", settings.DATA_DIR)
    assert postgres["ENGINE"].endswith("postgresql")
    assert (postgres["USER"], postgres["PASSWORD"], postgres["NAME"]) == ("reader", "p@ss", "footnote")
    assert (postgres["HOST"], postgres["PORT"]) == ("db.example.org", 5433)
    assert postgres["OPTIONS"] == {"sslmode": "require"}


def test_another_kind_of_database_is_refused():
    with pytest.raises(WrongSetting, match="mysql"):
        database("mysql://x/y", settings.DATA_DIR)
