"""What a source brings goes to the readers whom its owner named for its path."""

import io
from contextlib import nullcontext
from dataclasses import replace
from typing import ClassVar

import pytest
from django.urls import reverse

from access.models import Collection, Grant, Role
from forgetting import tombstones
from ingestion import intake, storage, trash
from ingestion.models import Document
from ingestion.sources import routes
from ingestion.sources.models import Item, Route
from ingestion.sources.port import Found
from retrieval.models import Exclusion
from tests.ingestion.sources.making import counts, looked_at, names, source

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path, settings):
    """A share with a folder for a few and a file for everybody."""
    root = tmp_path / "shares" / "all"
    (root / "HR" / "pay").mkdir(parents=True)
    (root / "HR" / "pay" / "bands.txt").write_text("Band 4 earns 52,000.")
    (root / "ferries.txt").write_text("The ferry leaves at nine.")
    settings.SOURCES = replace(settings.SOURCES, folders=(str(tmp_path / "shares"),))
    return root


@pytest.fixture
def watched(cast, folder):
    return source(cast.handbook, "folder", path=str(folder))


@pytest.fixture
def personnel(db):
    return Collection.objects.create(name="Personnel")


def routed(wanted, *lines):
    wanted.routes.all().delete()
    for number, (pattern, collection) in enumerate(lines, 1):
        Route.objects.create(source=wanted, number=number, pattern=pattern, collection=collection)


@pytest.mark.parametrize("pattern", ["hr", "HR/pay", "hr/*", "*bands*", "hr/pay/bands.txt"])
def test_a_path_goes_into_the_collection_that_its_line_names(cast, watched, personnel, pattern):
    routed(watched, (pattern, personnel))
    assert counts(looked_at(watched)) == {"new": 2}
    assert (names(personnel), names(cast.handbook)) == (["Share/HR/pay/bands.txt"], ["Share/ferries.txt"])
    assert counts(looked_at(watched)) == {"unchanged": 2}


def test_the_first_line_that_fits_counts_and_nobody_gets_what_is_left_out(cast, watched, personnel):
    routed(watched, ("hr/pay", None), ("hr", cast.handbook), ("*", personnel))
    assert counts(looked_at(watched)) == {"new": 1, "left_out": 1}
    assert (names(personnel), names(cast.handbook)) == (["Share/ferries.txt"], [])


def test_a_changed_line_moves_what_came_before_without_fetching_it_again(cast, watched, personnel, monkeypatch):
    looked_at(watched)
    routed(watched, ("hr", personnel))
    tried = looked_at(watched, dry=True)
    assert counts(tried) == {"moved": 1, "unchanged": 1}
    assert ["moved", "HR/pay/bands.txt", "It goes to another collection, as its source says."] in tried.details
    assert names(personnel) == []
    monkeypatch.setattr("ingestion.sources.folder.Folder.fetch", None)
    assert counts(looked_at(watched)) == {"moved": 1, "unchanged": 1}
    assert (names(personnel), names(cast.handbook)) == (["Share/HR/pay/bands.txt"], ["Share/ferries.txt"])
    assert counts(looked_at(watched)) == {"unchanged": 2}


def test_a_changed_file_that_moves_too_comes_with_its_new_bytes(cast, folder, watched, personnel):
    looked_at(watched)
    (folder / "HR" / "pay" / "bands.txt").write_text("Band 4 earns 54,000 now.")
    routed(watched, ("hr", personnel))
    assert counts(looked_at(watched)) == {"moved": 1, "unchanged": 1}
    latest = Document.objects.get(collection=personnel).latest
    assert latest
    assert storage.original(latest).read_text() == "Band 4 earns 54,000 now."


def test_what_a_line_leaves_out_later_goes_though_gone_things_are_kept(cast, folder):
    watched = source(cast.handbook, "folder", gone="keep", path=str(folder))
    looked_at(watched)
    routed(watched, ("hr", None))
    assert counts(looked_at(watched)) == {"removed": 1, "unchanged": 1}
    assert names(cast.handbook) == ["Share/ferries.txt"]


def test_what_went_to_a_collection_that_is_deleted_comes_nowhere_else(cast, watched, personnel):
    routed(watched, ("hr", personnel))
    looked_at(watched)
    intake.remove_collection(personnel)
    assert counts(looked_at(watched)) == {"removed": 1, "unchanged": 1}
    assert counts(looked_at(watched)) == {"left_out": 1, "unchanged": 1}
    assert names(cast.handbook) == ["Share/ferries.txt"]


def test_a_run_that_dies_while_a_thing_moves_shows_it_to_nobody_and_the_next_one_ends_it(cast, watched, personnel, monkeypatch):
    looked_at(watched)
    routed(watched, ("hr", personnel))
    with monkeypatch.context() as patch:
        patch.setattr("ingestion.sources.taking.take", dies)
        assert looked_at(watched).reason
    assert (names(personnel), names(cast.handbook)) == ([], ["Share/ferries.txt"])
    assert counts(looked_at(watched)) == {"new": 1, "unchanged": 1}
    assert names(personnel) == ["Share/HR/pay/bands.txt"]


def test_a_worker_that_dies_while_it_takes_a_document_away_leaves_it_to_one_collection(cast, watched, personnel, monkeypatch):
    looked_at(watched)
    routed(watched, ("hr", personnel))
    with monkeypatch.context() as patch:
        patch.setattr("ingestion.sources.going.release", dies)
        assert looked_at(watched).reason
    looked_at(watched)
    assert (names(personnel), names(cast.handbook)) == (["Share/HR/pay/bands.txt"], ["Share/ferries.txt"])


def test_what_was_said_of_a_document_goes_along_and_nothing_of_it_stays_behind(cast, watched, personnel):
    looked_at(watched)
    before = Document.objects.get(name="Share/HR/pay/bands.txt")
    Document.objects.filter(pk=before.pk).update(data_class="restricted", owner=cast.alice, weight=1)
    Exclusion.objects.create(document_id=before.pk, text_digest="0" * 64, reason="draft", by=cast.alice)
    routed(watched, ("hr", personnel))
    looked_at(watched)
    now = Document.objects.get(collection=personnel)
    assert (now.data_class, now.owner, now.weight) == ("restricted", cast.alice, 1)
    assert Exclusion.objects.filter(document_id=now.pk, reason="draft").exists()
    assert not trash.of(cast.handbook).exists()


def test_what_was_erased_where_it_would_go_stays_nowhere(cast, watched, personnel):
    looked_at(watched)
    before = Document.objects.get(name="Share/HR/pay/bands.txt")
    assert before.latest
    tombstones.put([tombstones.content(personnel.pk, before.latest.sha256)])
    routed(watched, ("hr", personnel))
    assert counts(looked_at(watched)) == {"erased": 1, "unchanged": 1}
    assert (names(personnel), names(cast.handbook)) == ([], ["Share/ferries.txt"])
    assert not trash.of(cast.handbook).exists()


def test_a_thing_that_is_listed_by_its_key_lies_where_it_was_moved_to(cast, personnel, monkeypatch):
    class Drive:
        listed: ClassVar[list[Found]] = []

        def list(self, known):
            yield from self.listed

        def fetch(self, found):
            return nullcontext(io.BytesIO(b"Band 4 earns 52,000."))

    monkeypatch.setattr("ingestion.sources.kinds.opened", lambda _source: Drive())
    watched = source(cast.handbook, "folder", path="/")
    routed(watched, ("hr", personnel))
    for path in ("public/pay.txt", "hr/pay.txt", "id-7", "id-7"):
        Drive.listed = [Found("id-7", path, "1")]
        looked_at(watched)
    assert (len(names(personnel)), names(cast.handbook)) == (1, [])


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("Salaries [2024].xlsx", "Salaries [2024].xlsx"),
        ("Geha\u0308lter", "Gehälter/a.txt"),
        ("HR\\pay", "HR/pay/a.txt"),
        ("*/payroll", "de/payroll/a.txt"),
        ("hr", f"hr/{'long/' * 120}a.txt"),
    ],
)
def test_a_line_fits_what_a_person_means_by_it(client, cast, folder, watched, personnel, pattern, path):
    client.force_login(cast.ada)
    form = {"name": "Share", "path": str(folder), "endings": "", "every": "60", "gone": "keep", "routes": f"{pattern} -> Personnel"}
    client.post(reverse("ingestion:source-edit", args=[watched.pk]), form)
    assert routes.of(watched).target(Found(path, path, "1"), None) == personnel


def test_of_two_collections_alike_the_one_that_is_written_so_counts(client, cast, folder, watched, personnel):
    Collection.objects.create(name="personnel")
    client.force_login(cast.ada)
    form = {"name": "Share", "path": str(folder), "endings": "", "every": "60", "gone": "keep"}
    address = reverse("ingestion:source-edit", args=[watched.pk])
    client.post(address, {**form, "routes": "hr -> Personnel"})
    assert watched.routes.get().collection == personnel
    assert client.post(address, {**form, "routes": "hr -> PERSONNEL"}).status_code == 422


def test_what_a_person_deleted_stays_deleted_when_lines_change(watched, personnel):
    looked_at(watched)
    intake.remove(Document.objects.get(name="Share/HR/pay/bands.txt"))
    routed(watched, ("hr", personnel))
    looked_at(watched)
    assert names(personnel) == []


def test_two_sources_may_send_things_of_one_name_to_one_collection(cast, folder, watched, personnel):
    other = source(cast.vault, "folder", path=str(folder))
    routed(watched, ("hr", personnel))
    routed(other, ("hr", personnel))
    looked_at(watched)
    (folder / "HR" / "pay" / "bands.txt").write_text("Band 6 earns 70,000.")
    looked_at(other)
    assert names(personnel) == ["Share/HR/pay/bands (2).txt", "Share/HR/pay/bands.txt"]
    brought = Item.objects.filter(owned=True, document__collection=personnel)
    assert set(brought.values_list("source", flat=True)) == {watched.pk, other.pk}


def test_lines_are_typed_in_the_form_and_name_collections_to_which_one_may_add(client, cast, folder, watched, personnel):
    client.force_login(cast.ada)
    address = reverse("ingestion:source-edit", args=[watched.pk])
    form = {"name": "Share", "path": str(folder), "endings": "", "every": "60", "gone": "keep"}
    client.post(address, {**form, "routes": "HR/ -> personnel\n*draft* => Nobody"})
    assert [(each.pattern, each.collection) for each in watched.routes.all()] == [("HR", personnel), ("*draft*", None)]
    assert "HR → Personnel\n*draft* → nobody" in client.get(address).content.decode()
    assert "HR → Personnel" in client.get(reverse("ingestion:source", args=[watched.pk])).content.decode()
    for wrong, said in [("hr", "an arrow"), ("hr -> Nowhere", "no such collection"), (f"{'a' * 301} -> nobody", "too long")]:
        refused = client.post(address, {**form, "routes": wrong})
        assert (refused.status_code, said in refused.content.decode()) == (422, True)
    assert watched.routes.count() == 2


def test_an_owner_sees_no_name_of_a_collection_that_is_not_shared_with_them_but_may_keep_its_line(client, cast, personnel):
    Grant.objects.filter(collection=cast.handbook, user=cast.bob).update(role=Role.OWNER)
    watched = source(cast.handbook, "website", start=["https://wiki.example.org/"])
    routed(watched, ("hr", personnel))
    client.force_login(cast.bob)
    address = reverse("ingestion:source-edit", args=[watched.pk])
    answer = client.get(address)
    assert "Personnel" not in answer.content.decode()
    [line] = answer.context["form"]["routes"].value().splitlines()
    form = {
        "name": "Share",
        "start": "https://wiki.example.org/",
        "pages": "70",
        "depth": "2",
        "pause": "1",
        "every": "60",
        "gone": "keep",
    }
    target = line.partition(" → ")[2]
    for more in ("x -> Personnel", f"* → {target}"):
        assert client.post(address, {**form, "routes": f"{line}\n{more}"}).status_code == 422
    assert client.post(address, {**form, "routes": line}).status_code == 302
    assert [each.collection for each in watched.routes.all()] == [personnel]


def dies(*_args, **_kwargs):
    raise RuntimeError
