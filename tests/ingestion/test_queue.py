"""The order of the work."""

import pytest

from ingestion import leases
from ingestion.flow import line
from ingestion.models import Version
from tests.ingestion.test_intake import put
from tests.ingestion.workers import claimed

pytestmark = pytest.mark.django_db


def offer(cast, collection, name, *, by=None, of_source=False):
    import io

    from ingestion import intake

    return intake.accept(collection, name, io.BytesIO(name.encode()), by=by, of_source=of_source).document.latest


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


def test_one_persons_many_files_do_not_hold_up_anothers_single_one_in_the_same_collection(cast):
    many = [offer(cast, cast.handbook, f"{number}.txt", by=cast.alice) for number in range(30)]
    for _ in range(3):
        leases.claim_next()
    single = offer(cast, cast.handbook, "single.txt", by=cast.bob)
    assert place(single) <= 2
    taken = [claimed().version_id for _ in range(3)]
    assert single.pk in taken
    assert many[4].pk in taken


def test_a_collection_with_many_people_leaves_another_its_turns(cast):
    for number in range(40):
        offer(cast, cast.handbook, f"{number}.txt", by=(cast.alice, cast.bob, cast.mallory, cast.ada)[number % 4])
    for number in range(10):
        offer(cast, cast.vault, f"{number}.txt", by=cast.ada)
    order = [Version.objects.get(pk=claimed().version_id) for _ in range(20)]
    assert sum(version.document.collection_id == cast.vault.pk for version in order) >= 8
    people = [version.asked_by_id for version in order if version.document.collection_id == cast.handbook.pk]
    assert {people.count(person) for person in set(people)} <= {2, 3, 4}
    assert len(set(people)) == 4


def test_sources_wait_in_a_line_of_their_own_and_not_in_that_of_whoever_set_them_up(cast):
    for number in range(20):
        offer(cast, cast.handbook, f"{number}.txt", by=cast.alice, of_source=True)
    assert place(offer(cast, cast.handbook, "mine.txt", by=cast.alice)) <= 2


def test_whoever_retries_is_who_waits(cast):
    from ingestion import intake

    version = offer(cast, cast.handbook, "a.txt", by=cast.alice)
    Version.objects.update(state="failed")
    intake.retry(version.document, by=cast.bob)
    assert Version.objects.get().asked_by == cast.bob
