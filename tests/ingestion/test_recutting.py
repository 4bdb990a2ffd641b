"""A version of the index that cuts documents in another way: built from their pages, searched, switched to, left traceless."""

import subprocess
import sys
import uuid
from dataclasses import replace

import pytest
from django.urls import reverse

from access.scope import Scope
from forgetting.messages import Subject
from ingestion import storage
from ingestion import versions as kept
from ingestion.models import Document, Page
from retrieval import chunkers, chunks, comparing, cutting, erasing, excluding, index, qdrant, verifying, versions
from retrieval.building import steering, working
from retrieval.errors import NotNow
from retrieval.messages import Chunk, IndexedVersion, Span
from retrieval.models import Exclusion, IndexVersion, StoredChunk, Uncut
from retrieval.search import search
from retrieval.versions import State
from tests.ingestion.test_screening import put
from tests.ingestion.workers import ROOT, environment, work_off
from tests.retrieval import houses
from tests.retrieval.conftest import own_index, second_model  # noqa: F401
from tests.retrieval.houses import expire, held, names

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vectors_service", "redis_service", "own_index")]
PARTS = ("ferry", "tower", "museum", "garden")
SECRET = "The password of the old lighthouse is never told to visitors of the island."


def text(*parts: str) -> str:
    """A paragraph for each, of three sentences of thirteen tokens or so."""
    said = (
        f"The {part} opens at nine in the morning on working days. "
        f"Whoever visits the {part} pays at the entrance and keeps the ticket. "
        f"In winter the {part} closes one hour before the sun goes down."
        for part in parts
    )
    return "\n\n".join(said)


def sizes(settings, tokens: int) -> None:
    """What the settings say of chunks from now on."""
    settings.RETRIEVAL = replace(settings.RETRIEVAL, chunk_tokens=tokens, chunk_overlap=0)


@pytest.fixture
def island(cast, settings):
    """A document of four paragraphs, each a chunk in the live index."""
    sizes(settings, 50)
    return put(cast, text(*PARTS), "island.txt")


@pytest.fixture
def coarse(island, settings):
    """Another version is asked for, with chunks of two paragraphs."""
    sizes(settings, 100)
    return steering.build()


def live() -> IndexVersion:
    found = versions.live()
    assert found
    return found


def other() -> IndexVersion:
    found = steering.beside()
    assert found
    return found


def cut(version: IndexVersion, document: Document) -> list[str]:
    """The chunks of a document in a version of the index, in order."""
    assert document.current
    return [row.text for row in cutting.stored(version, document.current.pk)]


def found(cast, question: str, version: IndexVersion | None = None) -> list[str]:
    scope = Scope(frozenset([cast.handbook.pk]))
    return [each.text for each in search(question, scope, index=version).passages]


def whole(*documents: Document) -> None:
    """Both versions hold all chunks of these documents and nothing else, and everything agrees."""
    for version in versions.holding():
        expected = {document.current_id: len(cut(version, document)) for document in documents}
        assert held(version) == expected
        assert all(expected.values())
    assert verifying.examine() == []


def test_chunks_of_another_size_are_built_beside_the_live_ones_with_no_file_read(cast, island, coarse):
    before = cut(live(), island)
    assert len(before) == 4
    storage.original(island.current).unlink()
    houses.work_off()
    assert (other().state, other().chunk_tokens, other().done, other().total) == (State.READY, 100, 2, 2)
    assert cut(live(), island) == before
    assert cut(other(), island) == ["\n\n".join(before[:2]), "\n\n".join(before[2:])]
    assert set(found(cast, "When does the tower open?")) == set(before)
    assert set(found(cast, "When does the tower open?", other())) == set(cut(other(), island))
    whole(island)


def test_a_switch_and_a_way_back_lose_nothing_of_what_comes_meanwhile(cast, island, coarse):
    houses.work_off()
    harbour = put(cast, text("harbour", "market"), "harbour.txt")
    assert [len(cut(each, harbour)) for each in (live(), other())] == [2, 1]
    steering.switch()
    assert found(cast, "When does the market close?")[0] == cut(live(), harbour)[0]
    station = put(cast, text("station", "bridge"), "station.txt")
    assert [len(cut(each, station)) for each in (live(), other())] == [1, 2], "what comes now is cut in both ways too"
    whole(island, harbour, station)
    steering.roll_back()
    assert {*cut(live(), island), *cut(live(), harbour), *cut(live(), station)} == set(found(cast, "When does the bridge close?"))
    whole(island, harbour, station)


def test_a_document_keeps_the_live_sizes_whatever_the_settings_say(cast, island, settings):
    sizes(settings, 100)
    assert len(cut(live(), put(cast, text("harbour", "market"), "harbour.txt"))) == 2


def test_nothing_stays_of_what_is_cancelled_or_freed(cast, island, coarse, monkeypatch):
    monkeypatch.setattr(working, "TURN", 0.0)
    before = set(StoredChunk.objects.values_list("pk", flat=True))
    working.work()
    assert (other().is_cut, other().done, other().total) == (False, 1, 1)
    assert StoredChunk.objects.count() == 6
    steering.cancel()
    assert (set(StoredChunk.objects.values_list("pk", flat=True)), names()) == (before, [live().name])
    steering.build()
    houses.work_off()
    steering.switch()
    steering.free()
    assert list(StoredChunk.objects.order_by("ordinal").values_list("text", flat=True)) == cut(live(), island)
    assert (len(cut(live(), island)), Uncut.objects.count(), names()) == (2, 0, [live().name])
    whole(island)


def test_many_chunks_are_removed_in_parts_which_workers_go_on_with(cast, island, coarse, monkeypatch):
    houses.work_off()
    monkeypatch.setattr("retrieval.building.removing.SECONDS", 0.0)
    monkeypatch.setattr(cutting, "PART", 1)
    steering.cancel()
    assert IndexVersion.objects.filter(state=State.GOING).exists()
    houses.work_off()
    assert not IndexVersion.objects.filter(state=State.GOING).exists()
    assert StoredChunk.objects.count() == len(cut(live(), island))


KILLED = """
import os, signal, django
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()
from retrieval import cutting
from retrieval.building import working
from retrieval.models import StoredChunk
cutting.STEP, real, calls = 1, StoredChunk.objects.bulk_create, []
def die(*words, **more):
    real(*words, **more)
    calls.append(words)
    if len(calls) == {after}:
        os.kill(os.getpid(), signal.SIGKILL)
StoredChunk.objects.bulk_create = die
working.work()
"""


@pytest.mark.parametrize("after", [1, 3])
def test_a_worker_that_is_killed_while_it_cuts_is_gone_on_for(cast, island, coarse, settings, after):
    again = put(cast, text("harbour", "market", "station", "bridge"), "again.txt")
    conf = settings.RETRIEVAL
    sizes_now = {"FOOTNOTE_CHUNK_TOKENS": str(conf.chunk_tokens), "FOOTNOTE_CHUNK_OVERLAP": "0"}
    own = {"FOOTNOTE_INDEX": conf.alias, "EMBEDDING_MODEL": conf.model} | sizes_now
    subprocess.run([sys.executable, "-c", KILLED.format(after=after)], cwd=ROOT, env=environment() | own, check=False)
    assert (other().is_cut, other().done, Uncut.objects.count()) == (False, after // 2, 1)
    assert other().state == State.BUILDING
    expire()
    houses.work_off()
    assert (other().state, other().done, Uncut.objects.count()) == (State.READY, 4, 0)
    assert [len(cut(other(), each)) for each in (island, again)] == [2, 2]
    whole(island, again)


def test_what_was_cut_in_part_is_not_switched_to_and_is_made_good(cast, island, coarse):
    houses.work_off()
    Uncut.objects.create(chunker=other().chunker, version_id=island.current_id)
    StoredChunk.objects.filter(chunker=other().chunker, ordinal=1).delete()
    qdrant.delete_points(other().name, sorted(qdrant.chunk_ids(other().name, "version_id", island.current_id))[:1])
    assert next(each.kind for each in verifying.look() if each.name == other().name) == verifying.UNCUT
    with pytest.raises(NotNow, match="1 document is not whole"):
        steering.switch()
    houses.work_off()
    steering.switch()
    whole(island)


def test_a_document_whose_pages_are_lost_ends_the_building_with_its_name(cast, island, coarse):
    Page.objects.all().delete()
    houses.work_off()
    assert other().state == State.FAILED
    assert "The pages of “island” are not in the database" in other().said
    assert found(cast, "When does the tower open?")


def test_what_is_erased_is_erased_in_both_and_so_is_what_a_worker_cuts_at_that_moment(cast, island, coarse, monkeypatch):
    subject, anew = Subject((island.pk,), ()), cutting._anew

    def erased_meanwhile(*words):
        made = list(anew(*words))
        erasing.erase(subject)
        return made

    monkeypatch.setattr(cutting, "_anew", erased_meanwhile)
    houses.work_off()
    assert sum(place.count for place in erasing.find(subject)) == 0
    assert not StoredChunk.objects.exists()
    monkeypatch.undo()
    harbour = put(cast, text("harbour", "market"), "harbour.txt")
    houses.work_off()
    assert StoredChunk.objects.values("chunker").distinct().count() == 2
    erasing.erase(Subject((harbour.pk,), ()))
    assert not StoredChunk.objects.exists()


def test_what_is_excluded_stays_excluded_however_it_is_cut_and_is_taken_back_in_both(cast, island, coarse):
    second = StoredChunk.objects.get(ordinal=1)
    excluding.exclude(second.pk, reason="Wrong", by=cast.alice)
    houses.work_off()
    assert found(cast, "When does the tower open?", other()) == cut(other(), island)[1:], "it holds words of the excluded one"
    steering.switch()
    assert found(cast, "When does the tower open?") == cut(live(), island)[1:]
    assert chunks.excluded_in(island.current_id).keys() == {1}
    assert excluding.tally({island.pk: island.current_id}) == {island.pk: 1}
    excluding.take_back(chunks.excluded_in(island.current_id)[1])
    assert len(found(cast, "When does the tower open?")) == 2
    assert not Exclusion.objects.exists()


def test_what_is_excluded_while_there_are_two_is_excluded_in_both(cast, island, coarse):
    houses.work_off()
    excluding.exclude(cutting.stored(live(), island.current_id)[0].pk, reason="", by=cast.alice)
    assert len(found(cast, "When does the ferry leave?")) == 3
    assert found(cast, "When does the ferry leave?", other()) == cut(other(), island)[1:]
    steering.cancel()
    assert len(found(cast, "When does the ferry leave?")) == 3


def test_masked_text_stays_masked_when_it_is_cut_anew(cast, island, coarse):
    Page.objects.update(text=text("ferry", "tower", "museum", "[PERSON_1]"))
    houses.work_off()
    assert "[PERSON_1]" in cut(other(), island)[1]


def test_an_earlier_version_comes_back_as_it_is_cut_now(cast, island, coarse):
    put(cast, text("harbour"), "island.txt")
    houses.work_off()
    steering.switch()
    steering.free()
    now = Document.objects.get(pk=island.pk)
    assert not StoredChunk.objects.filter(version_id=island.current_id).exists(), "its chunks went with the version that had them"
    kept.bring_back(now, kept.earlier(now).get())
    work_off()
    back = Document.objects.select_related("current").get(pk=island.pk)
    assert back.current_id == island.current_id
    assert len(cut(live(), back)) == 2
    whole(back)


def test_the_page_and_the_figures_tell_the_two_apart(cast, client, island, coarse):
    houses.work_off()
    client.force_login(cast.ada)
    page = client.get(reverse("ingestion:index")).text
    assert "up to 50 tokens, 0 shared" in page
    assert "up to 100 tokens, 0 shared" in page
    row = houses.said()["versions"][1]
    assert (row["chunk_tokens"], row["is_cut"]) == (100, True)
    scope = Scope(frozenset([cast.handbook.pk]))
    compared = comparing.compare([("When does the tower open?", scope)], live(), other())
    assert (compared.questions, compared.overlap) == (1, 0.5), "both hold the four paragraphs, one in half as many passages"


def test_the_same_sizes_again_are_refused_and_chunks_from_before_they_were_recorded_are_taken_over(island, settings):
    steering.build()
    houses.work_off()
    assert (other().state, other().said) == (State.FAILED, working.SAME)
    steering.cancel()
    IndexVersion.objects.update(chunker=chunkers.UNNAMED)
    StoredChunk.objects.update(chunker=chunkers.UNNAMED)
    steering.build()
    houses.work_off()
    assert other().said == working.SAME
    sizes(settings, 100)
    steering.build()
    houses.work_off()
    assert (other().state, len(cut(live(), island)), len(cut(other(), island))) == (State.READY, 4, 2)


def test_chunks_that_no_version_has_are_found_and_removed(island):
    known = IndexedVersion(uuid.uuid4(), uuid.uuid4(), uuid.uuid4(), "Left")
    [[row]] = cutting.rows(known, [Chunk(0, SECRET, (Span(1, 0, len(SECRET)),))], "gone")
    row.save()
    [finding] = verifying.examine()
    assert finding.kind == verifying.STRAY_CHUNKS
    finding.repair()
    assert index.count(island.current_id) == StoredChunk.objects.count() == 4
