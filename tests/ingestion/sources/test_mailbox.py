"""A folder of an IMAP server as a source, over the real protocol."""

from dataclasses import replace
from email.message import EmailMessage

import pytest

from ingestion.sources.mailbox import modified_utf7
from tests.ingestion.sources.imap_server import imap
from tests.ingestion.sources.making import content, counts, looked_at, names, source

pytestmark = pytest.mark.django_db


def letter(subject: str, text: str) -> bytes:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = subject, "alice@example.org", "bob@example.org"
    message.set_content(text)
    message.add_attachment("The crane lifts two tons.", filename="crane.txt")
    return message.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


@pytest.fixture
def post():
    """A folder with two letters."""
    with imap() as served:
        served.messages = {3: letter("Lantern keys", "They are brass."), 5: letter("Fähre / ferry", "It leaves at nine.")}
        yield served


@pytest.fixture
def mailbox(cast, post):
    """The folder as a source."""
    return source(
        cast.handbook, "mailbox", host="127.0.0.1", port=post.port, security="none", user="ada", secrets={"password": "swordfish"}
    )


def test_messages_come_in_whole_under_their_subjects_and_stay_unseen(cast, post, mailbox):
    assert counts(looked_at(mailbox)) == {"new": 2}
    assert names(cast.handbook) == ["Share/Fähre   ferry.eml", "Share/Lantern keys.eml"]
    assert content("Share/Lantern keys.eml") == post.messages[3]
    assert post.seen == set()


def test_only_new_messages_are_asked_for(cast, post, mailbox):
    looked_at(mailbox)
    post.asked.clear()
    post.messages[9] = letter("Horns", "They sound twice.")
    assert counts(looked_at(mailbox)) == {"new": 1, "unchanged": 2}
    assert [line.split(" ", 3)[3] for line in post.asked if "FETCH" in line][1:] == ["9 (BODY.PEEK[])"]
    del post.messages[3]
    assert counts(looked_at(mailbox)) == {"unchanged": 2, "removed": 1}


def test_an_empty_folder_takes_nothing_away(cast, post, mailbox):
    looked_at(mailbox)
    post.messages.clear()
    assert counts(looked_at(mailbox)) == {"held": 2}


def test_a_folder_that_counts_anew_doubles_nothing(cast, post, mailbox):
    looked_at(mailbox)
    post.validity = 8
    run = looked_at(mailbox)
    assert counts(run) == {"unchanged": 2, "held": 2}
    assert len(names(cast.handbook)) == 2
    looked_at(mailbox, removing=True)
    assert len(names(cast.handbook)) == 2
    assert counts(looked_at(mailbox)) == {"unchanged": 2}


def test_a_wrong_password_and_a_missing_folder_are_said(cast, post, mailbox):
    post.password = "another"
    run = looked_at(mailbox)
    assert "wrong name or password" in run.reason
    assert "swordfish" not in run.reason
    post.password = "swordfish"
    mailbox.settings["folder"] = "Archive"
    mailbox.save()
    assert "no folder “Archive”" in looked_at(mailbox).reason


def test_a_message_that_is_too_large_is_not_fetched(cast, post, mailbox, settings):
    settings.INGESTION = replace(settings.INGESTION, upload_max_bytes=len(post.messages[5]) + 1)
    post.messages[9] = letter("Large", "x" * 5000)
    run = looked_at(mailbox)
    assert counts(run) == {"new": 2, "failed": 1}
    assert "larger than" in run.details[0][2]


def test_a_server_that_speaks_no_tls_gets_no_password(cast, post, mailbox):
    mailbox.settings["security"] = "tls"
    mailbox.save()
    assert "The mail server says" in looked_at(mailbox).reason
    assert "LOGIN" not in post.asked


def test_names_of_folders_are_spelt_as_imap_spells_them():
    assert modified_utf7("Entwürfe & mehr") == "Entw&APw-rfe &- mehr"
    assert modified_utf7('a"b') == 'a\\"b'
