"""The access matrix: every address, every person, one expected answer."""

import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client
from PIL import Image

from access import tokens
from access.models import ApiToken
from assistant import asking
from assistant.models import Chain, Citation, Feedback, Turn
from evaluation.models import GoldenQuestion, GoldenRun
from forgetting.models import Erasure
from ingestion import intake, storage
from ingestion.arriving.models import Upload
from ingestion.models import Document, Page, SavedFilter, State, Version
from ingestion.sources.models import Source
from retrieval.models import StoredChunk
from tests.access.addresses import addresses
from tests.access.matrix import PEOPLE, ROWS, Row
from tests.cast import Cast

NOTHING_FOUND = {"collections": [], "stages": [], "limits": {"kept": 8}, "candidates": []}
NO_CERTIFICATE = {"places": [], "versions": [], "proof": {"hits": []}, "not_covered": []}


def test_every_address_is_in_the_matrix_and_nothing_else():
    listed = Counter((row.method, row.address) for row in ROWS)
    assert set(listed) == addresses()
    assert max(listed.values()) == 1


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_each_person_gets_the_expected_answer(row, cast, things):
    keys = {name: tokens.issue(getattr(cast, name), "matrix") for name in PEOPLE[1:]} if row.address.startswith("api/") else {}
    got = []
    for name in PEOPLE:
        with undone():
            client = Client(headers={"Authorization": f"Bearer {keys[name]}"} if name in keys else {})
            if name != "anonymous" and not (keys and name in keys):
                client.force_login(getattr(cast, name))
            got.append(answer(client, row, things))
    assert dict(zip(PEOPLE, got, strict=True)) == dict(zip(PEOPLE, row.expected, strict=True))


def answer(client: Client, row: Row, things: dict[str, Any]) -> int:
    address = "/" + re.sub(r"<\w+:(\w+)>", lambda found: str(things[found[1]]), row.address)
    sent = {name: value.format(**things) if isinstance(value, str) else value for name, value in row.sent.items()}
    if row.method == "POST" and not (row.address.startswith("api/") and sent):
        return client.post(address, {"csrfmiddlewaretoken": "as a browser sends it", **sent}).status_code
    return client.generic(row.method, address, json.dumps(sent), content_type="application/json").status_code


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is done in here has not happened afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def things(cast: Cast, tmp_path: Path) -> dict[str, Any]:
    """What the ids in the addresses mean."""
    document = intake.accept(cast.handbook, "travel.txt", io.BytesIO(b"Second class by rail."), by=cast.alice).document
    version = document.versions.get()
    Version.objects.filter(pk=version.pk).update(state=State.READY, page_count=1, media_type="text/plain")
    document.current = version
    document.save()
    Page.objects.create(version=version, number=1, recognised=True, text="Second class by rail.", has_image=True)
    Image.new("L", (8, 8)).save(tmp_path / "page.png")
    storage.keep_page_image(version, 1, tmp_path / "page.png")
    trashed = intake.accept(cast.handbook, "old.txt", io.BytesIO(b"Third class by rail."), by=cast.alice).document
    intake.remove(trashed, by=cast.alice)
    turn = answered(cast)
    Feedback.objects.create(turn=turn, helpful=False)
    Chain.objects.create(turn=turn, told=NOTHING_FOUND)
    ApiToken.objects.create(user=cast.bob, name="script", digest="0" * 64)
    return {
        "collection_id": cast.handbook.pk,
        "document_id": document.pk,
        "kind": "folder",
        "what": "switch",
        "source_id": Source.objects.create(collection=cast.handbook, name="Share", kind="folder", settings={"path": "/srv"}).pk,
        "trashed_id": trashed.pk,
        "upload_id": Upload.objects.create(collection=cast.handbook, by=cast.alice, name="film.txt", size=9).pk,
        "version_id": Version.objects.create(document=document, sha256="0" * 64, size=1, state=State.READY).pk,
        "chunk_id": chunk(document, version).pk,
        "filter_id": SavedFilter.objects.create(user=cast.bob, collection=cast.handbook, name="Mine", query="?state=failed").pk,
        "number": 1,
        "grant_id": cast.handbook.grants.get(user=cast.bob).pk,
        "user_id": cast.mallory.pk,
        "group_id": Group.objects.create(name="Readers").pk,
        "token_id": cast.bob.api_tokens.get().pk,
        "conversation_id": turn.conversation_id,
        "turn_id": turn.pk,
        "citation_id": cited(turn, document.pk, version.pk, cast.handbook.pk).pk,
        "erasure_id": Erasure.objects.create(
            collection_id=cast.handbook.pk, subject={"documents": [], "versions": []}, certificate=NO_CERTIFICATE, state="done"
        ).pk,
        "search_id": Erasure.objects.create(person=True, subject={"documents": [], "versions": []}, state="searched").pk,
        "golden_id": GoldenQuestion.objects.create(collection=cast.handbook, question="Which class?", answerable=False).pk,
        "run_id": GoldenRun.objects.create(collection=cast.handbook).pk,
        "rest": "nowhere",
    }


def chunk(document: Document, version: Version) -> StoredChunk:
    """What the index has of the document."""
    places = {"document_id": document.pk, "version_id": version.pk, "collection_id": document.collection_id}
    return StoredChunk.objects.create(**places, ordinal=0, text="Second class by rail.", spans=[[1, 0, 21]])


def answered(cast: Cast) -> Turn:
    """A question of Bob's that has its answer."""
    turn = asking.ask(asking.start(cast.bob), "Which class?")
    turn.state, turn.answer = Turn.State.DONE, "Second class [1]."
    turn.save()
    return turn


def cited(turn: Turn, document_id: Any, version_id: Any, collection_id: Any) -> Citation:
    """Its footnote."""
    text = "Second class by rail."
    return Citation.objects.create(
        turn=turn,
        number=1,
        chunk_id=turn.pk,
        document_id=document_id,
        version_id=version_id,
        collection_id=collection_id,
        title="travel.txt",
        page=1,
        passage=text,
        quote=text,
        spans=[[1, 0, len(text)]],
    )
