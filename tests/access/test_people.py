"""People and groups, kept by administrators."""

import re

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from access import tokens
from access.access import collections_for
from access.models import Grant, Role, User


@pytest.fixture
def ada(cast, client):
    client.force_login(cast.ada)
    return client


def form(**fields):
    return {"username": "carol", "first_name": "", "last_name": "", "email": "", "is_active": "on", **fields}


def test_a_new_person_gets_a_password_that_is_shown_once_and_works(ada):
    shown = ada.post("/people/new/", form())
    password = re.findall(r'class="key">(\w{16})<', shown.content.decode())[0]
    assert shown.status_code == 201
    assert "no-store" in shown["Cache-Control"]
    assert Client().post("/sign-in/", {"username": "carol", "password": password}).status_code == 302


def test_a_taken_name_is_refused(ada):
    assert ada.post("/people/new/", form(username="bob")).status_code == 422


def test_a_person_is_put_into_groups_and_reads_what_they_read(cast, ada):
    office = Group.objects.create(name="Office")
    Grant.objects.create(collection=cast.vault, group=office, role=Role.READER)
    ada.post(f"/people/{cast.mallory.pk}/", form(username="mallory", groups=[office.pk]))
    assert set(collections_for(cast.mallory)) == {cast.vault}


def test_a_deactivated_person_is_out_at_once(cast, ada):
    bob = Client()
    bob.force_login(cast.bob)
    ada.post(f"/people/{cast.bob.pk}/", {"username": "bob"})
    assert bob.get("/collections/").status_code == 302
    assert not User.objects.get(pk=cast.bob.pk).is_active


def test_administrators_are_made_and_unmade(cast, ada):
    ada.post(f"/people/{cast.bob.pk}/", form(username="bob", administrator="on"))
    assert User.objects.get(pk=cast.bob.pk).is_superuser
    ada.post(f"/people/{cast.bob.pk}/", form(username="bob"))
    bob = User.objects.get(pk=cast.bob.pk)
    assert not bob.is_superuser
    assert not bob.is_staff


@pytest.mark.parametrize("fields", [{"username": "ada", "administrator": "on", "is_active": ""}, {"username": "ada"}])
def test_nobody_takes_his_own_rights_away(cast, ada, fields):
    sent = {name: value for name, value in form(**fields).items() if value}
    response = ada.post(f"/people/{cast.ada.pk}/", sent)
    assert response.status_code == 422
    kept = User.objects.get(pk=cast.ada.pk)
    assert kept.is_active
    assert kept.is_superuser


def test_a_new_password_ends_the_old_one_and_every_session(cast, ada):
    key = tokens.issue(cast.bob, "laptop")
    bob = Client()
    bob.force_login(cast.bob)
    shown = ada.post(f"/people/{cast.bob.pk}/password/").content.decode()
    assert bob.get("/account/").status_code == 302
    assert User.objects.get(pk=cast.bob.pk).check_password(re.findall(r'class="key">(\w{16})<', shown)[0])
    assert tokens.owner(key) is None


def test_a_group_is_made_filled_renamed_and_deleted(cast, ada):
    made = ada.post("/groups/", {"name": "Office"})
    assert ada.post(made["Location"], {"name": "Back office", "members": [cast.bob.pk]}).status_code == 302
    group = Group.objects.get(name="Back office")
    assert list(group.user_set.all()) == [cast.bob]
    Grant.objects.create(collection=cast.vault, group=group, role=Role.READER)
    ada.post(f"/groups/{group.pk}/delete/")
    assert set(collections_for(cast.bob)) == {cast.handbook}


def test_people_list_stays_at_a_fixed_number_of_queries(cast, ada, django_assert_max_num_queries):
    for number in range(20):
        User.objects.create(username=f"extra{number}")
    with django_assert_max_num_queries(5):
        ada.get("/people/")
