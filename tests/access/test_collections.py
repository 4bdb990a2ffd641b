"""The list of collections, and making new ones."""

import pytest
from django.contrib.auth.models import Permission

from access.models import Collection, Grant
from ingestion.models import Document


def test_the_list_shows_role_and_number_of_documents(cast, client):
    Document.objects.create(collection=cast.handbook, name="a.txt")
    Document.objects.create(collection=cast.handbook, name="b.txt")
    client.force_login(cast.bob)
    [listed] = client.get("/collections/").context["collections"]
    assert (listed.collection, listed.role, listed.documents) == (cast.handbook, "reader", 2)


def test_an_outsider_sees_an_honest_empty_list(cast, client):
    client.force_login(cast.mallory)
    page = client.get("/collections/").content.decode()
    assert "Nothing is shared with you yet" in page
    assert "New collection" not in page


def test_the_list_takes_a_fixed_number_of_queries(cast, client, django_assert_max_num_queries):
    client.force_login(cast.ada)
    for number in range(20):
        Collection.objects.create(name=f"Extra {number}")
    with django_assert_max_num_queries(4):
        client.get("/collections/")


@pytest.mark.parametrize("who", ["ada", "bob"])
def test_whoever_makes_a_collection_owns_it(cast, client, who):
    cast.bob.user_permissions.add(Permission.objects.get(codename="add_collection", content_type__app_label="access"))
    person = getattr(cast, who)
    client.force_login(person)
    made = client.post("/collections/new/", {"name": "Recipes", "description": ""})
    collection = Collection.objects.get(name="Recipes")
    assert made["Location"] == f"/collections/{collection.pk}/"
    assert Grant.objects.get(collection=collection).user == person


def test_two_collections_of_one_name_are_refused_with_a_reason(cast, client):
    client.force_login(cast.ada)
    response = client.post("/collections/new/", {"name": "Vault"})
    assert response.status_code == 422
    assert "There is a collection of this name already" in response.content.decode()


def test_an_owner_renames_a_collection(cast, client):
    client.force_login(cast.alice)
    client.post(f"/collections/{cast.handbook.pk}/settings/", {"name": "House rules", "description": "All of them"})
    cast.handbook.refresh_from_db()
    assert (cast.handbook.name, cast.handbook.description) == ("House rules", "All of them")


def test_djangos_admin_cannot_delete_a_collection_behind_the_back_of_search(cast, client):
    client.force_login(cast.ada)
    assert client.get(f"/admin/access/collection/{cast.handbook.pk}/delete/").status_code == 403
    client.post(
        "/admin/access/collection/", {"action": "delete_selected", "_selected_action": [str(cast.handbook.pk)], "post": "yes"}
    )
    assert Collection.objects.filter(pk=cast.handbook.pk).exists()
