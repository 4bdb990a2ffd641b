"""Sharing a collection: what owners may do, and that somebody stays in charge."""

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from access import sharing
from access.models import Grant, Role, User
from access.sharing import LastOwner


@pytest.fixture
def page(cast):
    return f"/collections/{cast.handbook.pk}/sharing/"


@pytest.fixture
def alice(cast, client):
    client.force_login(cast.alice)
    return client


def role(user_or_group, collection):
    who = {"user": user_or_group} if isinstance(user_or_group, User) else {"group": user_or_group}
    grant = Grant.objects.filter(collection=collection, **who).first()
    return grant and grant.role


def test_an_owner_shares_with_a_person(cast, alice, page):
    assert alice.post(page, {"person": "mallory", "role": "editor"}).status_code == 302
    assert role(cast.mallory, cast.handbook) == "editor"


def test_an_owner_shares_with_a_group(cast, alice, page):
    office = Group.objects.create(name="Office")
    assert alice.post(page, {"group": office.pk, "role": "reader"}).status_code == 302
    assert role(office, cast.handbook) == "reader"


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"person": "nobody", "role": "reader"}, "no person with exactly this name"),
        ({"role": "reader"}, "either a person or a group"),
        ({"person": "mallory", "role": "king"}, "king is not one of the available choices"),
    ],
)
def test_a_grant_that_makes_no_sense_is_refused_with_its_reason(cast, alice, page, sent, told):
    response = alice.post(page, sent)
    assert response.status_code == 422
    assert told in response.content.decode()


def test_people_who_may_not_sign_in_are_not_offered_and_not_taken(cast, alice, page):
    User.objects.filter(pk=cast.mallory.pk).update(is_active=False)
    assert list(alice.get(page, {"find": "mallory"}).context["people"]) == []
    assert alice.post(page, {"person": "mallory", "role": "reader"}).status_code == 422


@pytest.mark.parametrize("words", ["mal", "MALL", "Prize", "example.org"])
def test_people_are_found_by_name_and_address(cast, alice, page, words):
    cast.mallory.last_name = "Prizefighter"
    cast.mallory.save()
    assert cast.mallory in alice.get(page, {"find": words}).context["people"]


def test_people_who_have_a_grant_already_are_not_offered_again(cast, alice, page):
    assert cast.bob not in alice.get(page, {"find": "bob"}).context["people"]


def test_a_role_is_changed_and_taken_away(cast, alice, page):
    grant = Grant.objects.get(user=cast.bob)
    alice.post(f"{page}{grant.pk}/", {"role": "editor"})
    assert role(cast.bob, cast.handbook) == "editor"
    alice.post(f"{page}{grant.pk}/remove/")
    assert role(cast.bob, cast.handbook) is None


def test_a_grant_of_another_collection_cannot_be_reached_from_here(cast, alice, page):
    vault = Grant.objects.get(collection=cast.vault)
    assert alice.post(f"{page}{vault.pk}/remove/").status_code == 404
    assert role(cast.ada, cast.vault) == "owner"


@pytest.mark.parametrize(("path", "sent"), [("remove/", {}), ("", {"role": "reader"})])
def test_the_last_owner_cannot_leave(cast, alice, page, path, sent):
    grant = Grant.objects.get(user=cast.alice)
    response = alice.post(f"{page}{grant.pk}/{path}", sent)
    assert response.status_code == 422
    assert "last owner" in response.content.decode()
    assert role(cast.alice, cast.handbook) == "owner"


def test_the_last_owner_cannot_become_a_reader_by_sharing_with_himself(cast, alice, page):
    assert alice.post(page, {"person": "alice", "role": "reader"}).status_code == 422
    assert role(cast.alice, cast.handbook) == "owner"


def test_an_owner_leaves_when_another_stays_and_is_sent_to_the_list(cast, alice, page):
    sharing.give(cast.handbook, cast.bob, Role.OWNER)
    grant = Grant.objects.get(user=cast.alice)
    assert alice.post(f"{page}{grant.pk}/remove/")["Location"] == "/collections/"


def test_an_owner_who_may_not_sign_in_or_an_empty_group_does_not_count_as_another(cast):
    sharing.give(cast.handbook, cast.bob, Role.OWNER)
    User.objects.filter(pk=cast.bob.pk).update(is_active=False)
    sharing.give(cast.handbook, Group.objects.create(name="Empty"), Role.OWNER)
    with pytest.raises(LastOwner):
        sharing.take(Grant.objects.get(user=cast.alice), by=cast.alice)


def test_an_administrator_may_remove_the_last_owner(cast, client, page):
    client.force_login(cast.ada)
    assert client.post(f"{page}{Grant.objects.get(user=cast.alice).pk}/remove/").status_code == 302
    assert role(cast.alice, cast.handbook) is None


def test_an_editor_cannot_raise_himself(cast, client, page):
    sharing.give(cast.handbook, cast.bob, Role.EDITOR)
    client.force_login(cast.bob)
    assert client.post(page, {"person": "bob", "role": "owner"}).status_code == 404
    assert role(cast.bob, cast.handbook) == "editor"


def test_sharing_without_the_csrf_token_is_refused(cast, page):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.alice)
    assert strict.post(page, {"person": "mallory", "role": "owner"}).status_code == 403
    assert role(cast.mallory, cast.handbook) is None
