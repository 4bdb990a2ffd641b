"""Every answer carries the headers that keep a browser in its bounds."""

import re

import pytest

from access import tokens

PAGES = [
    "/",
    "/sign-in/",
    "/collections/",
    "/account/",
    "/people/",
    "/nowhere/",
    "/admin/",
    "/admin/login/",
    "/health/",
    "/api/v1/docs",
    "/api/v1/collections",
    "/api/v1/nowhere",
]
OWN_PAGES = ["/sign-in/", "/collections/", "/collections/new/", "/account/", "/people/", "/people/new/", "/groups/", "/api/v1/docs"]


@pytest.mark.parametrize("address", PAGES)
def test_every_answer_has_a_strict_policy(cast, client, address):
    client.force_login(cast.ada)
    response = client.get(address)
    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "geolocation=()" in response["Permissions-Policy"]
    assert response["Referrer-Policy"] == "same-origin"
    assert "no-store" in response["Cache-Control"]


def test_an_error_page_has_them_too(cast, client, settings):
    settings.ROOT_URLCONF = "tests.access.broken"
    client.raise_request_exception = False
    client.force_login(cast.ada)
    response = client.get("/broken/")
    assert response.status_code == 500
    assert "default-src 'self'" in response["Content-Security-Policy"]
    assert "Permissions-Policy" in response


@pytest.mark.parametrize("address", OWN_PAGES)
def test_no_page_needs_what_the_policy_forbids(cast, client, address):
    if address != "/sign-in/":
        client.force_login(cast.ada)
    tokens.issue(cast.ada, "Script")
    html = client.get(address).content.decode()
    assert not re.search(r"\sstyle=|\son\w+=|<style", html)
    assert not re.search(r"<script(?![^>]*(\ssrc=|application/json))", html)
    assert not re.search(r'(?:src|href)="https?://', html)
