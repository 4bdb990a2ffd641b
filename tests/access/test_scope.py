"""Who may read what: grants of one's own, of one's groups, and nothing else."""

import uuid

import pytest
from django.contrib.auth.models import AnonymousUser, Group

from access.access import NotHere, access_collection, collections_for, scope_for
from access.models import Collection, Grant, Role
from access.scope import Scope


def readable(user):
    return set(collections_for(user).values_list("name", flat=True))


@pytest.fixture
def office(cast):
    """A group that Bob belongs to, and that edits the Vault."""
    group = Group.objects.create(name="Office")
    group.user_set.add(cast.bob)
    Grant.objects.create(collection=cast.vault, group=group, role=Role.EDITOR)
    return group


def test_a_person_reads_what_is_granted_and_nothing_else(cast):
    assert readable(cast.bob) == {"Handbook"}
    assert readable(cast.mallory) == set()
    assert scope_for(cast.mallory) == Scope(frozenset())


def test_nobody_and_inactive_people_read_nothing(cast):
    cast.bob.is_active = False
    cast.ada.is_active = False
    assert readable(AnonymousUser()) == readable(cast.bob) == readable(cast.ada) == set()


def test_an_administrator_owns_everything(cast):
    assert set(collections_for(cast.ada, Role.OWNER)) == {cast.handbook, cast.vault}


def test_a_group_gives_its_members_what_it_has(cast, office):
    assert readable(cast.bob) == {"Handbook", "Vault"}
    assert readable(cast.mallory) == set()


def test_a_group_without_members_gives_nobody_anything(cast, office):
    office.user_set.clear()
    assert readable(cast.bob) == {"Handbook"}


def test_two_grants_on_one_collection_count_as_the_stronger_and_list_it_once(cast, office):
    Grant.objects.create(collection=cast.handbook, group=office, role=Role.EDITOR)
    assert collections_for(cast.bob).filter(pk=cast.handbook.pk).count() == 1
    assert access_collection(cast.bob, cast.handbook.pk, Role.EDITOR) == cast.handbook


def test_the_role_of_one_grant_does_not_lend_itself_to_another(cast, office):
    """Editor through a group on the Vault, reader of the Handbook: not editor of the Handbook."""
    assert set(collections_for(cast.bob, Role.EDITOR)) == {cast.vault}
    with pytest.raises(NotHere):
        access_collection(cast.bob, cast.handbook.pk, Role.EDITOR)


def test_a_role_includes_the_ones_below_it(cast):
    for role in Role:
        assert access_collection(cast.alice, cast.handbook.pk, role) == cast.handbook
    with pytest.raises(NotHere):
        access_collection(cast.bob, cast.handbook.pk, Role.EDITOR)


def test_a_grant_that_is_taken_away_is_gone_at_once(cast, client):
    client.force_login(cast.bob)
    assert client.get(f"/collections/{cast.handbook.pk}/").status_code == 200
    Grant.objects.filter(user=cast.bob).delete()
    assert client.get(f"/collections/{cast.handbook.pk}/").status_code == 404
    assert scope_for(cast.bob).collections == frozenset()


def test_leaving_a_group_counts_at_once(cast, office):
    assert cast.vault.pk in scope_for(cast.bob).collections
    office.user_set.remove(cast.bob)
    assert cast.vault.pk not in scope_for(cast.bob).collections


def test_narrowing_never_widens(cast):
    scope = scope_for(cast.bob)
    assert scope.narrowed([cast.vault.pk, uuid.uuid4()]).collections == frozenset()
    assert scope.narrowed([cast.handbook.pk, cast.vault.pk]) == scope
    assert scope.narrowed([]).collections == frozenset()


def test_an_unknown_collection_and_a_forbidden_one_are_refused_in_the_same_words(cast):
    refusals = []
    for collection_id in (cast.vault.pk, uuid.uuid4()):
        with pytest.raises(NotHere) as refused:
            access_collection(cast.bob, collection_id)
        refusals.append(str(refused.value))
    assert refusals[0] == refusals[1]


def test_a_deleted_collection_leaves_every_scope(cast):
    Collection.objects.filter(pk=cast.handbook.pk).delete()
    assert scope_for(cast.alice).collections == frozenset()
