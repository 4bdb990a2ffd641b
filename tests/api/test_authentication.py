"""Who may call: tokens, sessions, and everybody else."""

import logging

import pytest
from django.test import Client

from access import tokens
from access.models import ApiToken, User
from tests.api.conftest import BASE, bearer

LIST = f"{BASE}/collections"


def test_without_a_token_the_answer_says_where_to_get_one(db, client):
    response = client.get(LIST)
    assert response.status_code == 401
    assert response["WWW-Authenticate"] == "Bearer"
    assert "Authorization: Bearer" in response.json()["error"]


@pytest.mark.parametrize("header", ["Bearer wrong", "Bearer ", "Basic Ym9iOmJvYg==", "wrong", "Bearer fn_\u00e4"])
def test_a_wrong_token_is_refused(db, header):
    assert Client(headers={"Authorization": header}).get(LIST).status_code == 401


def test_a_refused_token_is_logged_without_the_token(db, caplog):
    with caplog.at_level(logging.INFO):
        Client(headers=bearer("fn_a-leaked-secret")).get(LIST)
    assert "An API token was refused" in caplog.text
    assert "127.0.0.1" in caplog.text
    assert "leaked" not in caplog.text


def test_a_token_that_was_revoked_or_whose_owner_was_deactivated_is_refused(cast):
    first, second = (tokens.issue(cast.bob, name) for name in ("first", "second"))
    ApiToken.objects.filter(name="first").delete()
    assert Client(headers=bearer(first)).get(LIST).status_code == 401
    assert Client(headers=bearer(second)).get(LIST).status_code == 200
    User.objects.filter(pk=cast.bob.pk).update(is_active=False)
    assert Client(headers=bearer(second)).get(LIST).status_code == 401


def test_a_session_may_look_but_needs_the_csrf_token_to_change_anything(cast):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.alice)
    assert browser.get(LIST).status_code == 200
    search = (f"{BASE}/search", {"question": ""}, "application/json")
    refused = browser.post(*search)
    assert refused.status_code == 403
    assert "CSRF" in refused.json()["error"]
    browser.get("/account/")
    assert browser.post(*search, headers={"X-CSRFToken": browser.cookies["csrftoken"].value}).status_code == 422


def test_a_wrong_token_is_not_saved_by_a_session(cast):
    browser = Client(headers=bearer("fn_wrong"))
    browser.force_login(cast.alice)
    assert browser.get(LIST).status_code == 401


def test_a_token_does_not_open_the_pages(cast):
    assert Client(headers=bearer(tokens.issue(cast.bob, "test"))).get("/collections/").status_code == 302


def test_the_description_is_open_to_tokens_and_sessions_only(cast, client, api):
    assert client.get(f"{BASE}/openapi.json")["Location"].startswith("/sign-in/")
    schema = api("bob").get(f"{BASE}/openapi.json").json()
    assert set(schema["components"]["securitySchemes"]) == {"BearerAuth", "SessionAuth"}
    client.force_login(cast.bob)
    page = client.get(f"{BASE}/docs").content.decode()
    assert "swagger-ui-bundle.js" in page
    assert "//cdn" not in page


def test_every_operation_says_what_it_does(api):
    paths = api("bob").get(f"{BASE}/openapi.json").json()["paths"]
    operations = [operation for path in paths.values() for operation in path.values()]
    assert len(operations) > 10
    assert all(operation.get("description") and "401" in operation["responses"] for operation in operations)


@pytest.mark.parametrize("method", ["get", "post", "put", "delete"])
def test_an_unknown_address_is_answered_in_json(db, client, method):
    response = getattr(client, method)(f"{BASE}/nonsense")
    assert response.status_code == 404
    assert "no such address" in response.json()["error"]
