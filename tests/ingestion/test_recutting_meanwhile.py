"""Chunks of two sizes while something else happens: a switch, an erasure, another process, a new version of the document."""

import uuid
from dataclasses import replace

import pytest

from ingestion import checks
from ingestion import versions as kept
from ingestion.models import Document, Page
from retrieval import chunkers, chunks, cutting, excluding, index, qdrant, verifying, versions
from retrieval.building import steering
from retrieval.errors import IndexUnavailable
from retrieval.messages import Chunk, IndexedVersion, Span
from retrieval.models import IndexVersion, StoredChunk, Uncut
from retrieval.versions import State
from tests.ingestion.test_recutting import PARTS, cut, found, live, other, sizes, text, whole
from tests.ingestion.test_screening import put
from tests.ingestion.workers import work_off
from tests.retrieval import houses
from tests.retrieval import second_model as small
from tests.retrieval.conftest import own_index, second_model  # noqa: F401

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vectors_service", "redis_service", "own_index")]


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


def test_a_document_whose_chunks_went_with_their_version_while_it_was_written_is_tried_again(cast, island, coarse, monkeypatch):
    houses.work_off()
    monkeypatch.setattr(cutting, "STEP", 1)  # all are stored when it is looked whether there are more

    def switched_meanwhile():
        yield Chunk(0, "The harbour opens at nine.", (Span(1, 0, 26),))
        steering.switch()
        steering.free()

    known = IndexedVersion(uuid.uuid4(), uuid.uuid4(), cast.handbook.pk, "Harbour")
    with pytest.raises(IndexUnavailable):
        index.write(known, switched_meanwhile())


def test_a_document_with_text_and_no_chunks_is_found_and_read_again(cast, island):
    index.hide(island.current_id)
    StoredChunk.objects.all().delete()
    [finding] = [each for each in checks.examine() if each.kind == "no chunks"]
    assert finding.repair
    finding.repair()
    work_off()
    assert not [each for each in checks.examine() if each.kind == "no chunks"]
    assert found(cast, "When does the tower open?")


@pytest.mark.parametrize("freed", [False, True])
def test_what_is_excluded_stays_so_when_an_earlier_version_comes_back_after_a_switch(cast, island, coarse, freed):
    excluding.exclude(StoredChunk.objects.get(ordinal=1).pk, reason="Wrong", by=cast.alice)
    put(cast, text("harbour"), "island.txt")
    houses.work_off()
    steering.switch()
    if freed:
        steering.free()
    now = Document.objects.get(pk=island.pk)
    kept.bring_back(now, kept.earlier(now).get())
    work_off()
    assert chunks.excluded_in(island.current_id).keys() == {1}
    assert found(cast, "When does the tower open?") == cut(live(), island)[1:]


def test_what_is_excluded_stays_so_when_its_text_is_away_while_a_version_is_freed(cast, island, coarse, settings):
    settings.INGESTION = replace(settings.INGESTION, keep_versions=0)
    excluding.exclude(StoredChunk.objects.get(ordinal=1).pk, reason="Wrong", by=cast.alice)
    houses.work_off()
    steering.switch()
    put(cast, text("harbour"), "island.txt")
    work_off()
    assert not StoredChunk.objects.filter(text__contains="tower").exists()
    steering.free()
    back = put(cast, text(*PARTS), "island.txt")
    assert found(cast, "When does the tower open?") == cut(live(), back)[1:]


def test_a_version_is_built_where_the_model_of_the_live_one_is_gone(cast, island, settings, tmp_path):
    IndexVersion.objects.update(chunker=chunkers.UNNAMED)
    index.restore(island.current_id)
    IndexVersion.objects.update(model="/gone/model")
    settings.RETRIEVAL = replace(settings.RETRIEVAL, model=small.make(tmp_path, seed=2))
    steering.build()
    houses.work_off()
    assert (other().state, other().said) == (State.READY, "")
    assert len(cut(other(), island)) == 4


def test_what_was_left_of_chunks_of_these_sizes_is_not_taken_for_the_whole(cast, island, coarse):
    houses.work_off()
    left = cutting.stored(other(), island.current_id)[0]
    steering.cancel()
    left.save()  # by a worker that had it in hand when that version went
    steering.build()
    houses.work_off()
    assert len(cut(other(), island)) == 2
    whole(island)


def test_two_that_cut_the_same_document_leave_all_of_it_whoever_of_them_dies(cast, island, coarse, monkeypatch):
    mark = Uncut.objects.get_or_create
    entered: list[object] = []

    def the_other_is_first(**words):
        made = mark(**words)
        if not entered:
            entered.append(words)
            cutting.cut(other(), island.current_id)
        return made

    steps: list[object] = []

    def die():
        steps.append(None)
        if len(steps) == 2:
            raise SystemExit

    monkeypatch.setattr(cutting, "STEP", 1)
    houses.work_off()
    StoredChunk.objects.filter(chunker=other().chunker).delete()
    monkeypatch.setattr(Uncut.objects, "get_or_create", the_other_is_first)
    with pytest.raises(SystemExit):
        cutting.cut(other(), island.current_id, check=die)
    assert cutting.is_cut(other(), island.current_id)
    assert len(cut(other(), island)) == 2


def test_what_cannot_be_mended_is_told_and_holds_up_nothing_else(cast, island, coarse):
    houses.work_off()
    harbour = put(cast, text("harbour", "market"), "harbour.txt")
    StoredChunk.objects.filter(chunker=other().chunker).delete()
    Page.objects.filter(version_id=island.current_id).delete()
    with pytest.raises(SystemExit):
        houses.said("verify", "--repair")
    assert [each.what for each in verifying.examine()] == [f"island is not cut as {other().name} cuts it."]
    assert len(cut(other(), harbour)) == 1


def test_an_index_from_before_its_version_and_chunkers_were_recorded_is_taken_over_though_its_chunks_are_gone(cast, island):
    known = {name: getattr(live(), name) for name in ("alias", *versions.RECIPE)}
    before = versions._name({**known, "chunker": chunkers.UNNAMED})
    qdrant.ensure(before, dimensions=live().dimensions)
    qdrant.switch(before)
    IndexVersion.objects.all().delete()
    StoredChunk.objects.all().delete()
    assert (live().name, live().chunker) == (before, chunkers.UNNAMED)


def test_a_document_that_is_being_written_is_not_taken_for_one_that_is_not_cut(cast, island, coarse):
    houses.work_off()
    seen: list[verifying.Finding] = []

    def look(done, total):
        if done:
            seen.extend(verifying.look())

    said = "The harbour opens at nine."
    known = IndexedVersion(uuid.uuid4(), uuid.uuid4(), cast.handbook.pk, "Harbour")
    index.write(known, [Chunk(0, said, (Span(1, 0, len(said)),))], progress=look)
    assert seen == []
