"""Signing in: throttled, silent about who exists, and never leading elsewhere."""

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.test import Client, override_settings

from access.models import User
from tests.cast import PASSWORD

SIGN_IN = "/sign-in/"


def sign_in(client: Client, name: str, password: str = PASSWORD, **more):
    return client.post(SIGN_IN, {"username": name, "password": password, **more})


def test_the_right_password_signs_in_under_a_new_session_key(cast, client):
    client.get(SIGN_IN)
    client.session["before"] = "kept"
    session = client.session
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    before = session.session_key
    assert sign_in(client, "bob").status_code == 302
    assert client.session.session_key != before
    assert client.session[SESSION_KEY] == str(cast.bob.pk)


def test_an_unknown_name_a_wrong_password_and_an_inactive_person_are_told_the_same(cast, client):
    cast.alice.is_active = False
    cast.alice.save()
    tries = {"nobody": "x", "bob": "x", "alice": PASSWORD}
    pages = [sign_in(client, name, password) for name, password in tries.items()]
    assert {page.status_code for page in pages} == {422}
    assert len({str(page.context["form"].errors) for page in pages}) == 1


def test_passwords_are_kept_as_argon2(cast):
    assert cast.bob.password.startswith("argon2$argon2id$")


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "https:///evil.example", "\\\\evil.example"]
)
def test_next_never_leads_to_another_site(cast, client, elsewhere):
    assert sign_in(client, "bob", next=elsewhere)["Location"] == "/"


def test_next_leads_to_the_page_that_was_wanted(cast, client):
    wanted = client.get("/collections/")
    assert wanted["Location"] == "/sign-in/?next=/collections/"
    assert sign_in(client, "bob", next="/collections/")["Location"] == "/collections/"


@pytest.mark.parametrize("name", ["bob", "nobody"])
def test_too_many_tries_are_answered_with_how_long_to_wait_whether_or_not_the_name_exists(cast, client, name):
    answers = [sign_in(client, name, "wrong") for _ in range(settings.AXES_FAILURE_LIMIT + 1)]
    assert answers[0].status_code == 422
    assert answers[-1].status_code == 429
    assert answers[-1]["Retry-After"] == "900"
    assert "Wait 15 minutes" in answers[-1].content.decode()
    assert sign_in(client, name).status_code == 429, "even the right password has to wait"
    assert SESSION_KEY not in client.session


def test_others_may_sign_in_while_one_name_waits(cast, client):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        sign_in(client, "bob", "wrong")
    assert sign_in(client, "alice").status_code == 302


def test_the_same_name_may_sign_in_from_another_address(cast, client):
    for _ in range(settings.AXES_FAILURE_LIMIT):
        sign_in(client, "bob", "wrong")
    assert sign_in(Client(REMOTE_ADDR="192.0.2.7"), "bob").status_code == 302


def test_a_forwarded_address_that_no_proxy_vouched_for_counts_for_nothing(cast):
    answers = [
        sign_in(Client(headers={"X-Forwarded-For": f"192.0.2.{n}"}), "bob", "wrong").status_code
        for n in range(settings.AXES_FAILURE_LIMIT + 1)
    ]
    assert answers[-1] == 429


def test_trying_again_early_does_not_make_the_pause_longer(cast, client):
    from axes.models import AccessAttempt

    for _ in range(settings.AXES_FAILURE_LIMIT):
        sign_in(client, "bob", "wrong")
    before = AccessAttempt.objects.get(username="bob")
    sign_in(client, "bob", "wrong")
    after = AccessAttempt.objects.get(username="bob")
    assert (after.attempt_time, after.failures_since_start) == (before.attempt_time, before.failures_since_start)


def test_djangos_admin_has_no_sign_in_of_its_own(cast, client):
    assert client.post("/admin/login/", {"username": "ada", "password": "wrong"}).status_code == 405
    answer = client.get("/admin/access/user/", follow=True)
    assert answer.redirect_chain[-1] == ("/sign-in/?next=/admin/access/user/", 302)
    client.force_login(cast.bob)
    assert client.get("/admin/access/user/", follow=True).status_code == 404


def test_a_sign_in_without_the_csrf_token_is_refused(cast):
    strict = Client(enforce_csrf_checks=True)
    assert sign_in(strict, "bob").status_code == 403


def test_signing_out_takes_a_post_and_ends_the_session(cast, client):
    client.force_login(cast.bob)
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").status_code == 302
    assert SESSION_KEY not in client.session
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.bob)
    assert strict.post("/sign-out/").status_code == 403


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(cast, client):
    cookie = sign_in(client, "bob").cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert not cookie["secure"], "over plain http the browser would not send it back"


@override_settings(SESSION_COOKIE_SECURE=True)
def test_over_https_the_session_cookie_is_secure(cast, client):
    assert sign_in(client, "bob").cookies[settings.SESSION_COOKIE_NAME]["secure"]


def test_a_person_who_may_not_sign_in_any_more_is_out_at_once(cast, client):
    client.force_login(cast.bob)
    User.objects.filter(pk=cast.bob.pk).update(is_active=False)
    assert client.get("/collections/").status_code == 302
