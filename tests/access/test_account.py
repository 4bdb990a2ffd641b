"""One's own account: password and tokens."""

import re

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client

from access import tokens
from access.models import ApiToken, User
from tests.cast import PASSWORD

NEW = "an even better horse battery"


@pytest.fixture
def bob(cast, client):
    client.force_login(cast.bob)
    return client


def change(client, old=PASSWORD, new=NEW, again=NEW):
    return client.post("/account/password/", {"old_password": old, "new_password1": new, "new_password2": again})


def test_a_new_password_keeps_this_session_and_ends_the_others(cast, bob):
    elsewhere = Client()
    elsewhere.force_login(cast.bob)
    assert change(bob).status_code == 302
    assert bob.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    assert User.objects.get(username="bob").check_password(NEW)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"old": "wrong"}, "old password was entered incorrectly"),
        ({"new": "short1", "again": "short1"}, "at least 12 characters"),
        ({"new": "passwordpassword", "again": "passwordpassword1"}, "match"),
        ({"new": "bob@example.org", "again": "bob@example.org"}, "too similar"),
    ],
)
def test_a_password_that_will_not_do_is_refused_with_its_reason(bob, fields, told):
    response = change(bob, **fields)
    assert response.status_code == 422
    assert told in response.content.decode()
    assert User.objects.get(username="bob").check_password(PASSWORD)


def test_a_token_is_shown_once_and_kept_as_a_digest_only(cast, bob):
    shown = bob.post("/account/tokens/", {"name": "Script"})
    key = re.findall(r'value="(fn_[\w-]{43})"', shown.content.decode())[0]
    assert shown.status_code == 201
    assert "no-store" in shown["Cache-Control"]
    assert key not in bob.get("/account/").content.decode()
    kept = ApiToken.objects.get()
    assert key not in (kept.digest, kept.name)
    assert tokens.owner(key) == cast.bob


def test_a_revoked_token_is_dead_at_once(cast, bob):
    key = tokens.issue(cast.bob, "Script")
    bob.post(f"/account/tokens/{ApiToken.objects.get().pk}/revoke/")
    assert tokens.owner(key) is None


def test_the_token_of_a_person_who_may_not_sign_in_is_refused(cast):
    key = tokens.issue(cast.bob, "Script")
    User.objects.filter(pk=cast.bob.pk).update(is_active=False)
    assert tokens.owner(key) is None


def test_the_last_use_is_written_at_most_once_a_minute(cast, django_assert_num_queries):
    key = tokens.issue(cast.bob, "Script")
    with django_assert_num_queries(2):
        tokens.owner(key)
    first = ApiToken.objects.get().last_used_at
    with django_assert_num_queries(1):
        tokens.owner(key)
    assert first
    assert ApiToken.objects.get().last_used_at == first


def test_signing_in_is_needed_for_the_account(db, client):
    assert client.get("/account/")["Location"] == "/sign-in/?next=/account/"
    assert SESSION_KEY not in client.session
