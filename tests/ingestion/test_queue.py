"""The order of the work."""

import pytest

from ingestion import leases
from ingestion.flow import line
from tests.ingestion.test_intake import put
from tests.ingestion.workers import claimed

pytestmark = pytest.mark.django_db


def offer(cast, collection, name):
    import io

    from ingestion import intake

    return intake.accept(collection, name, io.BytesIO(name.encode()), by=None).document.latest


def place(version):
    found = line.places([version.pk]).get(version.pk)
    return found.number if found else None


def test_a_collection_with_many_files_does_not_hold_up_another(cast):
    many = [offer(cast, cast.handbook, f"{number}.txt") for number in range(20)]
    for _ in range(3):
        leases.claim_next()
    single = offer(cast, cast.vault, "single.txt")
    assert place(single) in (1, 2)
    order = [claimed().version_id for _ in range(3)]
    assert single.pk in order
    assert many[3].pk in order


def test_places_are_the_order_in_which_versions_are_taken(cast):
    versions = [offer(cast, collection, f"{number}.txt") for number in range(3) for collection in (cast.handbook, cast.vault)]
    places = line.places(version.pk for version in versions)
    assert sorted(each.number for each in places.values()) == [1, 2, 3, 4, 5, 6]
    assert [places[claimed().version_id].number for _ in versions] == [1, 2, 3, 4, 5, 6]


def test_what_is_worked_on_has_no_place(cast):
    version = put(cast, "a.txt", b"a").document.latest
    leases.claim_next()
    assert place(version) is None


def test_an_older_file_comes_first(cast):
    first, second = offer(cast, cast.handbook, "1.txt"), offer(cast, cast.handbook, "2.txt")
    assert (place(first), place(second)) == (1, 2)
