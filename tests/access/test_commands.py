"""`manage.py person` and `manage.py grant`."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from access import tokens
from access.access import access_collection
from access.models import Grant, Role, User


def run(*words):
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def test_a_new_person_gets_a_generated_password_printed_once(db):
    printed = run("person", "carol")
    password = printed.split()[-1]
    assert User.objects.get(username="carol").check_password(password)
    assert "carol is updated." in run("person", "carol", "--admin")
    assert User.objects.get(username="carol").is_superuser
    assert User.objects.get(username="carol").check_password(password)


def test_a_password_from_a_file_is_not_printed(db, tmp_path):
    file = tmp_path / "password"
    file.write_text("a long enough secret\n")
    assert "secret" not in run("person", "carol", "--password-file", str(file), "--group", "Office")
    carol = User.objects.get(username="carol")
    assert carol.check_password("a long enough secret")
    assert carol.groups.get().name == "Office"


def test_a_token_can_be_issued_from_a_script(db):
    key = run("person", "carol", "--token", "nightly upload").split()[-1]
    assert tokens.owner(key) == User.objects.get(username="carol")


@pytest.mark.parametrize(("text", "told"), [("short", "at least 12 characters"), (None, "can't be read")])
def test_a_bad_password_file_changes_nothing(db, tmp_path, text, told):
    file = tmp_path / "password"
    if text:
        file.write_text(text)
    with pytest.raises(CommandError, match=told):
        run("person", "carol", "--password-file", str(file))
    assert not User.objects.exists()


def test_a_name_that_could_not_sign_in_is_refused(db):
    with pytest.raises(CommandError, match="valid username"):
        run("person", "carol smith")


def test_grants_go_to_people_and_groups_and_are_taken_away(cast):
    run("grant", "mallory", "Vault", "editor")
    assert access_collection(cast.mallory, cast.vault.pk, Role.EDITOR)
    run("person", "bob", "--group", "Office")
    run("grant", "group:Office", "Vault", "reader")
    assert access_collection(cast.bob, cast.vault.pk)
    run("grant", "mallory", "Vault", "none")
    assert not Grant.objects.filter(user=cast.mallory).exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("nobody", "Vault", "reader"), "There is no person “nobody”"),
        (("group:None", "Vault", "reader"), "There is no group “None”"),
        (("bob", "Cellar", "reader"), "There is no collection “Cellar”. There are: Handbook, Vault."),
    ],
)
def test_what_is_not_there_is_named(cast, words, told):
    with pytest.raises(CommandError, match=told):
        run("grant", *words)
