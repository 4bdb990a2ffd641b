"""Erasing a document: nothing of it is left anywhere, what belongs to others stays, and it does not come back."""

import hashlib
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from assistant import erasing as answers
from assistant import stream
from assistant.models import Citation, Turn
from forgetting import certificates, holders, leases, proving, tasks
from forgetting.asking import unpacked
from forgetting.models import Erasure
from ingestion import emptying, intake, leftovers, storage
from ingestion import leases as reading
from ingestion.erasing import asking as erasing
from ingestion.erasing.asking import ask
from ingestion.erasing.holding import STILL_HELD
from ingestion.errors import IntakeError, LeaseLost
from ingestion.models import Document, Leftover, Page, Version
from ingestion.sources.models import Item, Run
from retrieval import qdrant
from retrieval.models import IndexedDocument
from tests.forgetting.making import OTHER, SECRET, answered, carried_out, certified, erase, found, in_an_older_index, passages, put
from tests.ingestion import makers
from tests.ingestion.sources.making import counts, looked_at, source
from tests.ingestion.test_doctor import examined
from tests.ingestion.workers import ROOT, environment, until, work_off

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vectors_service", "redis_service")]


@pytest.fixture
def heron(cast):
    """The document that is to be forgotten, in two versions."""
    put(cast.handbook, "heron.txt", f"{SECRET} It did so last year as well.")
    return put(cast.handbook, "heron.txt", SECRET)


@pytest.fixture
def quay(cast):
    """Another one, which stays."""
    return put(cast.handbook, "quay.txt", OTHER)


def test_nothing_of_it_is_left_and_the_certificate_says_what_was_there(cast, heron, quay):
    older = in_an_older_index(heron)
    turn = answered(cast.bob, heron, quay)
    originals = [storage.original(version) for version in heron.versions.all()]
    before = proving.prove([SECRET])
    assert {hit.where for hit in before.hits} >= {"ingestion.page.text", "retrieval.storedchunk.text", "assistant.citation.quote"}

    erasure = erase(heron, by=cast.alice)

    assert erasure.state == Erasure.State.DONE
    assert not proving.prove([SECRET]).hits
    assert not any(path.exists() for path in originals)
    assert not Document.with_trash.filter(pk=heron.pk).exists()
    assert not IndexedDocument.objects.filter(document_id=heron.pk).exists()
    assert all(qdrant.count_in(name, [heron.pk]) == 0 for name in qdrant.every_version())
    assert not stream.is_kept(turn.pk)
    assert passages(quay, "When are the lanterns lit?")
    qdrant.client().delete_collection(older)
    assert examined() == ([], 0)
    counted = found(erasure)
    assert counted["Versions"] == counted["Original files"] == 2
    assert counted["Pages of text"] == 2
    assert counted[f"Points of the index {older}"] == 1
    assert counted["Footnotes that quote it"] == counted["Answers that rest on it"] == counted["Streams of answers"] == 1
    assert all(place["left"] == 0 for place in certified(erasure)["places"])
    assert certified(erasure)["proof"]["phrases"] >= 1
    hashes = {version["sha256"] for version in certified(erasure)["versions"]}
    assert hashes == {path.name for path in originals}


def test_the_bytes_of_the_database_hold_nothing_of_it_either(cast, heron, quay):
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite's file is Footnote's own")
    answered(cast.bob, heron, quay)
    erase(heron, by=cast.alice)
    file = Path(connection.settings_dict["NAME"])
    files = map(str, file.parent.glob(f"{file.name}*"))
    kept = subprocess.run(["cat", *files], capture_output=True, check=True).stdout  # a file closed here would end SQLite's locks
    assert b"nests in the third willow" not in kept
    assert b"Lanterns are lit" in kept


def test_an_answer_keeps_what_rests_on_other_sources_and_its_question(cast, client, heron, quay):
    turn = answered(cast.bob, heron, quay)
    erase(heron, by=cast.alice)
    turn.refresh_from_db()
    assert turn.question == "Where does the heron nest?"
    assert turn.answer == f"{OTHER} [2]"
    assert [(claim["start"], claim["end"]) for claim in turn.claims] == [(0, len(turn.answer))]
    client.force_login(cast.bob)
    page = client.get(f"/conversations/{turn.conversation_id}/").text
    assert "A source of this answer was erased." in page
    assert SECRET not in page
    gone = turn.citations.get(number=1)
    panel = client.get(f"/citations/{gone.pk}/").text
    assert f"This source was erased on {timezone.localdate():%-d %B %Y}." in panel
    assert "heron" not in panel


def test_a_certificate_holds_no_content_and_shows_each_change(cast, heron):
    certificate = certified(erase(heron, by=cast.alice))
    assert certificates.verify(certificate)
    assert "heron" not in str(certificate).lower()
    assert not certificates.verify({**certificate, "reason": "Another one."})
    assert not certificates.verify({**certificate, "sha256": "0" * 64})
    changed = {name: value for name, value in certificate.items() if name not in ("sha256", "hmac_sha256")} | {"asked_by": 7}
    assert not certificates.verify({**changed, "sha256": certificates.checksum(changed), "hmac_sha256": certificate["hmac_sha256"]})


def test_a_file_that_another_document_has_too_stays_for_that_one(cast, heron):
    twin = put(cast.vault, "copy.txt", SECRET)
    erasure = erase(heron, by=cast.alice)
    assert storage.content(hashlib.sha256(SECRET.encode()).hexdigest()).is_file()
    assert passages(twin, "Where does the heron nest?")
    kept = {place["what"]: place["kept"] for place in certified(erasure)["places"]}
    assert kept["Original files"] == 1
    assert examined() == ([], 0)


def test_what_people_wrote_themselves_stays_and_is_counted(cast, heron):
    turn = answered(cast.bob, heron, question=f"Is this true: {SECRET}")
    erasure = erase(heron, by=cast.alice)
    assert erasure.state == Erasure.State.DONE
    turn.refresh_from_db()
    assert SECRET in turn.question
    assert {hit["where"] for hit in certified(erasure)["proof"]["hits"]} <= answers.OWN_WORDS


def test_it_is_out_of_sight_as_soon_as_it_is_asked_for(cast, client, heron):
    client.force_login(cast.alice)
    asked = client.post(f"/documents/{heron.pk}/erase/", {"typed": "heron.txt", "reason": "On request."})
    erasure = Erasure.objects.get()
    assert asked.url == f"/erasures/{erasure.pk}/"
    for address in (f"/documents/{heron.pk}/", f"/documents/{heron.pk}/erase/", f"/documents/{heron.pk}/file/"):
        assert client.get(address).status_code == 404
    assert "heron" not in client.get(f"/collections/{cast.handbook.pk}/trash/").text
    assert client.post(f"/trash/{heron.pk}/restore/").status_code == 404
    assert not passages(heron, "Where does the heron nest?")
    assert examined() == ([], 0)
    assert "heron.txt" in client.get(asked.url).text
    tasks.work()
    page = client.get(asked.url).text
    assert "Certificate of erasure" in page
    assert "heron" not in page
    assert certificates.verify(client.get(f"{asked.url}certificate/").json())


def test_what_changes_between_hashing_and_hiding_is_hashed_too(cast, heron, monkeypatch):
    calls: list[Document] = []

    def hashed(document):
        subject = hash_all(document)
        if not calls:
            put(cast.handbook, "heron.txt", f"{SECRET} Somebody replaced it at that very moment.")
        calls.append(document)
        return subject

    hash_all = erasing.subject_of
    monkeypatch.setattr(erasing, "subject_of", hashed)
    erasure = ask(heron, by=cast.alice, reason="On request.")
    assert len(calls) == 2
    known = {version.id: version.pages for version in unpacked(erasure.subject).versions}
    assert known == dict.fromkeys(Version.objects.filter(document=heron).values_list("pk", flat=True), 1)


def test_its_name_has_to_be_typed_and_a_reason_given(cast, client, heron):
    client.force_login(cast.alice)
    shown = client.get(f"/documents/{heron.pk}/erase/").text
    assert "Pages of text" in shown
    refused = client.post(f"/documents/{heron.pk}/erase/", {"typed": "heron", "reason": ""})
    assert refused.status_code == 422
    assert not Erasure.objects.exists()
    assert Document.objects.filter(pk=heron.pk).exists()


def test_the_preview_tells_nobody_what_others_asked(cast, client, heron):
    answered(cast.bob, heron, question="Bob's private question about herons?")
    client.force_login(cast.alice)
    shown = client.get(f"/documents/{heron.pk}/erase/").text
    assert "Answers that rest on it" in shown
    assert "private question" not in shown
    assert "bob" not in shown


def test_what_came_inside_goes_with_it_and_not_alone(cast, tmp_path):
    file = makers.eml(tmp_path / "mail.eml", attachments={"heron.txt": SECRET.encode()})
    mail = put(cast.handbook, "mail.eml", file.read_bytes())
    inside = Document.objects.select_related("collection").get(parent=mail)
    with pytest.raises(IntakeError, match=r"It came inside “mail\.eml”"):
        ask(inside, by=cast.alice, reason="Alone.")
    erasure = erase(mail, by=cast.alice)
    assert found(erasure)["Documents, with what came inside"] == 2
    assert not proving.prove([SECRET]).hits
    assert not Version.objects.exists()


def test_a_source_does_not_bring_it_back_under_any_name(cast, tmp_path, settings):
    share = tmp_path / "share"
    share.mkdir()
    (share / "heron.txt").write_text(SECRET)
    (share / "quay.txt").write_text(OTHER)
    settings.SOURCES = type(settings.SOURCES)(**{**vars(settings.SOURCES), "folders": (str(tmp_path),)})
    watched = source(cast.handbook, "folder", path=str(share))
    assert counts(looked_at(watched)) == {"new": 2}
    work_off()
    document = Document.objects.select_related("collection").get(name="Share/heron.txt")
    erasure = erase(document, by=cast.alice)
    assert found(erasure)["Things that sources brought"] == 1
    assert counts(looked_at(watched)) == {"unchanged": 1, "erased": 1}
    (share / "heron.txt").rename(share / "bird.txt")
    assert counts(looked_at(watched)) == {"unchanged": 1, "erased": 1}
    (share / "bird.txt").write_text(f"{SECRET} Changed.")
    assert counts(looked_at(watched)) == {"unchanged": 1, "erased": 1}
    assert not proving.prove([SECRET]).hits
    assert not Item.objects.filter(key__contains="bird").exists()
    assert "heron" not in str(list(Run.objects.values_list("details", flat=True)))
    assert examined() == ([], 0)


def test_it_does_not_come_back_inside_another_document_whose_page_says_so(cast, client, heron, tmp_path):
    erase(heron, by=cast.alice)
    file = makers.eml(tmp_path / "mail.eml", attachments={"heron.txt": SECRET.encode(), "quay.txt": OTHER.encode()})
    mail = put(cast.handbook, "mail.eml", file.read_bytes(), by=cast.alice)
    assert mail.current
    assert [inside.name for inside in mail.attachments.all()] == ["mail.eml/quay.txt"]
    client.force_login(cast.bob)
    assert "1 file inside it was erased from this collection before, and is left out." in client.get(f"/documents/{mail.pk}/").text
    assert not storage.content(hashlib.sha256(SECRET.encode()).hexdigest()).exists()
    assert examined() == ([], 0)


def test_an_attachment_that_was_there_before_stays_when_its_document_is_read_again(cast, heron, tmp_path):
    file = makers.eml(tmp_path / "mail.eml", attachments={"heron.txt": SECRET.encode()})
    mail = put(cast.handbook, "mail.eml", file.read_bytes())
    inside = mail.attachments.get()
    erase(heron, by=cast.alice)
    intake.retry(mail)
    work_off()
    mail.refresh_from_db()
    assert (mail.current, list(mail.attachments.all())) == (mail.latest, [inside])
    assert passages(inside, "Where does the heron nest?")


def test_an_editor_may_bring_it_back_and_is_told(cast, client, heron):
    erase(heron, by=cast.alice)
    client.force_login(cast.alice)
    upload = {"file": io.BytesIO(SECRET.encode())}
    upload["file"].name = "again.txt"
    said = client.post(f"/collections/{cast.handbook.pk}/upload/", upload, follow=True).text
    assert "A document with this very content was erased here on" in said
    assert Document.objects.get().name == "again.txt"


def picture(folder):
    """A picture of a page, as reading makes one."""
    made = folder / "page.png"
    made.write_bytes(b"a picture")
    return made


def test_what_a_worker_still_holds_is_waited_for(cast, tmp_path):
    document = intake.accept(cast.handbook, "heron.txt", io.BytesIO(SECRET.encode()), by=cast.alice).document
    lease = reading.claim_next()
    assert lease
    erasure = ask(Document.objects.get(pk=document.pk), by=cast.alice, reason="Early.")
    version = Version.objects.select_related("document").get()
    storage.keep_page_image(version, 1, picture(tmp_path))
    waiting = carried_out(erasure)
    assert (waiting.state, waiting.attempts, waiting.said) == (Erasure.State.WAITING, 0, STILL_HELD)
    assert waiting.certificate is None
    with pytest.raises(LeaseLost):
        lease.update(step=1)
    storage.keep_page_image(version, 2, picture(tmp_path))
    leftovers.let_go(version)
    Erasure.objects.update(leased_until=None)
    tasks.work()
    assert Erasure.objects.get().state == Erasure.State.DONE
    assert not Page.objects.exists()
    assert not Leftover.objects.exists()
    assert not storage.page_images(version.pk).exists()


def test_what_was_put_aside_a_moment_before_is_waited_for_too(cast):
    document = intake.accept(cast.handbook, "heron.txt", io.BytesIO(SECRET.encode()), by=cast.alice).document
    assert reading.claim_next()
    intake.remove(document)
    erasure = ask(Document.with_trash.get(pk=document.pk), by=cast.alice, reason="Early.")
    assert carried_out(erasure).said == STILL_HELD


def test_a_worker_that_dies_over_the_document_is_waited_for_until_its_lease_would_have_run_out(cast):
    document = intake.accept(cast.handbook, "heron.txt", io.BytesIO(SECRET.encode()), by=cast.alice).document
    assert reading.claim_next()
    erasure = ask(Document.objects.get(pk=document.pk), by=cast.alice, reason="Early.")
    assert carried_out(erasure).state == Erasure.State.WAITING
    Leftover.objects.update(due_at=timezone.now())
    Erasure.objects.update(leased_until=None)
    tasks.work()
    assert Erasure.objects.get().state == Erasure.State.DONE


def test_an_answer_saved_after_the_erasure_loses_its_words(cast, heron, quay):
    turn = answered(cast.bob, heron, quay)
    late = list(Citation.objects.filter(turn=turn).values())
    kept = Turn.objects.filter(pk=turn.pk).values("answer", "claims").get()
    Citation.objects.all().delete()
    erase(heron, by=cast.alice)
    Turn.objects.filter(pk=turn.pk).update(**kept)
    Citation.objects.bulk_create(Citation(**row) for row in late)
    answers.catch_up(turn.pk)
    assert not proving.prove([SECRET]).hits
    turn.refresh_from_db()
    assert turn.answer == f"{OTHER} [2]"


def test_an_answer_in_the_making_is_waited_for(cast, heron):
    turn = answered(cast.bob, heron)
    Citation.objects.all().delete()
    Turn.objects.filter(pk=turn.pk).update(state=Turn.State.ANSWERING, answer="", claims=[])
    erasure = erase(heron, by=cast.alice)
    assert (erasure.state, erasure.attempts) == (Erasure.State.WAITING, 0)
    assert erasure.said == answers.STILL_WRITTEN
    assert erasure.certificate is None


def test_what_was_shown_of_an_answer_that_ended_without_footnotes_is_dropped(cast, heron):
    turn = answered(cast.bob, heron)
    Citation.objects.all().delete()
    Turn.objects.filter(pk=turn.pk).update(state=Turn.State.FAILED, answer="", claims=[])
    erasure = erase(heron, by=cast.alice)
    assert erasure.state == Erasure.State.DONE
    assert not stream.is_kept(turn.pk)


def test_quotes_of_an_earlier_upload_that_was_deleted_for_good_go_too(cast, heron, quay):
    turn = answered(cast.bob, heron, quay)
    emptying.remove(heron)
    again = put(cast.handbook, "heron.txt", f"{SECRET} Now it is another file.")
    erasure = erase(again, by=cast.alice)
    assert erasure.state == Erasure.State.DONE
    assert not proving.prove([SECRET]).hits
    assert found(erasure)["Footnotes that quote it"] == 1
    turn.refresh_from_db()
    assert turn.answer == f"{OTHER} [2]"
    assert [bool(each.erased_at) for each in turn.citations.order_by("number")] == [True, False]


def test_quotes_of_another_document_that_was_deleted_for_good_stay(cast, heron, quay):
    turn = answered(cast.bob, quay)
    emptying.remove(quay)
    erase(heron, by=cast.alice)
    assert turn.citations.get().erased_at is None


def test_while_the_index_is_away_it_waits_and_loses_no_try(cast, heron, settings):
    here = settings.RETRIEVAL
    erasure = ask(heron, by=cast.alice, reason="On request.")
    settings.RETRIEVAL = type(here)(**{**vars(here), "qdrant_url": "http://127.0.0.1:9"})
    waiting = carried_out(erasure)
    assert (waiting.state, waiting.attempts) == (Erasure.State.WAITING, 0)
    assert "search index" in waiting.said
    settings.RETRIEVAL = here
    Erasure.objects.update(leased_until=None)
    tasks.work()
    assert Erasure.objects.get().state == Erasure.State.DONE


def test_one_that_can_not_be_whole_says_so_and_can_be_tried_again(cast, client, heron):
    place = "assistant.citation.title"
    stray = answered(cast.bob, put(cast.handbook, "quay.txt", OTHER)).citations.get()
    Citation.objects.filter(pk=stray.pk).update(title=SECRET)
    erasure = ask(heron, by=cast.alice, reason="On request.")
    for _ in range(configured.FORGETTING.tries):
        Erasure.objects.update(leased_until=None)
        tasks.work()
    erasure.refresh_from_db()
    assert erasure.state == Erasure.State.FAILED
    assert place in erasure.said
    client.force_login(cast.alice)
    assert "Not everything is erased yet." in client.get(f"/erasures/{erasure.pk}/").text
    Citation.objects.filter(pk=stray.pk).update(title="Quay")
    client.post(f"/erasures/{erasure.pk}/retry/")
    tasks.work()
    assert Erasure.objects.get().state == Erasure.State.DONE


@pytest.mark.parametrize("killed_in", ["retrieval.erasing", "ingestion.erasing.holding", "assistant.erasing", "forgetting.proving"])
def test_killed_anywhere_it_goes_on_and_the_certificate_tells_of_the_whole(cast, heron, quay, killed_in):
    answered(cast.bob, heron, quay)
    erasure = ask(heron, by=cast.alice, reason="On request.")
    expected = {place.what: place.count for place in holders.count(unpacked(erasure.subject)) if place.count}
    subprocess.run([sys.executable, "-c", KILLED.format(module=killed_in, id=erasure.pk)], cwd=ROOT, env=environment(), check=False)
    died = Erasure.objects.get()
    assert (died.state, died.certificate) == (Erasure.State.WORKING, None)
    assert leases.claim_next() is None
    until(lambda: Erasure.objects.filter(leased_until__lt=timezone.now()).exists())
    tasks.work()
    done = Erasure.objects.get()
    assert done.state == Erasure.State.DONE
    assert not proving.prove([SECRET]).hits
    assert found(done) == expected


KILLED = """
import os, signal, django
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()
from importlib import import_module
from uuid import UUID
from forgetting import carrying_out, leases
module = import_module("{module}")
name = "erase" if hasattr(module, "erase") else "prove"
real = getattr(module, name)
def die(*words):
    if name == "erase":
        real(*words)
    os.kill(os.getpid(), signal.SIGKILL)
setattr(module, name, die)
carrying_out.carry_out(leases.claim(UUID("{id}")))
"""


def test_the_command_shows_erases_and_verifies(cast, heron, tmp_path, capsys):
    call_command("forget", "--document", str(heron.pk), "--dry-run")
    assert "Pages of text" in capsys.readouterr().out
    with pytest.raises(CommandError, match="--reason"):
        call_command("forget", "--document", str(heron.pk))
    call_command("forget", "--document", str(heron.pk), "--reason", "On request.", "--as", "ada", "--json")
    file = tmp_path / "certificate.json"
    file.write_text(capsys.readouterr().out)
    call_command("forget", "--verify", str(file))
    assert "nothing in it was changed" in capsys.readouterr().out
    file.write_text(json.dumps({**json.loads(file.read_text()), "reason": "Another."}))
    with pytest.raises(CommandError, match="or it was changed"):
        call_command("forget", "--verify", str(file))
