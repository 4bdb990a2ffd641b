"""Forgetting a person: found in every table, whatever the spelling, and gone from what an administrator chose."""

import json

import pytest
from django.core.management import CommandError, call_command

from assistant import asking as questions
from forgetting import certificates, naming, tasks
from forgetting.models import Erasure
from ingestion.models import Document
from tests.forgetting.making import OTHER, answered, certified, put
from tests.ingestion import makers
from tests.ingestion.test_doctor import examined

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vectors_service", "redis_service")]


@pytest.mark.parametrize("text", ["Ask Zoë Ångström.", "ask ZOE\u0308  ANGSTROM!", "Zoe\nAngstrom", "zoe.angstrom@example.org"])
def test_a_name_is_found_whatever_its_spelling(text):
    assert naming.occurrences(text, [naming.fold("Zoë Ångström")]) == 1


def test_a_part_of_another_word_is_nobody():
    assert naming.occurrences("Annabel", [naming.fold("Anna")]) == 0


def test_documents_and_tables_that_name_somebody_are_told_without_their_texts(cast, capsys):
    document = put(cast.handbook, "tower.txt", "The tower is kept by Zoë Ångström since May.")
    put(cast.handbook, "other.txt", "Nobody keeps the mill.")
    questions.ask(questions.start(cast.bob), "A private thing: what does zoe angstrom earn?")
    call_command("forget", "--find-person", "Zoë Ångström", "--json")
    said = capsys.readouterr().out
    told = json.loads(said)
    assert [(each["document_id"], each["pages"], each["count"]) for each in told["documents"]] == [(str(document.pk), [1], 1)]
    columns = {each["where"]: each["count"] for each in told["columns"]}
    assert columns["assistant.turn.question"] == columns["ingestion.page.text"] == columns["retrieval.storedchunk.text"] == 1
    assert "private" not in said
    assert "kept by" not in said
    assert Document.objects.count() == 2


def test_a_spelling_needs_letters():
    with pytest.raises(CommandError, match="letters or digits"):
        call_command("forget", "--find-person", "!?")


NAME = "Zoë Ångström"


@pytest.fixture
def named(cast):
    """Two documents that name her, one of them inside a mail, and one that doesn't."""
    return (
        put(cast.handbook, "tower.txt", f"The tower of the north quay is kept by {NAME} since last May."),
        put(cast.vault, "zoe-angstrom.txt", "A list of the keys to the old boathouse and to the mill."),
        put(cast.handbook, "quay.txt", OTHER),
    )


def looked_for(client, *spellings, reason="She asked for it."):
    """Search her as an administrator does."""
    asked = client.post("/erasures/person/", {"spellings": "\n".join(spellings), "reason": reason})
    assert asked.status_code == 302, asked.text
    tasks.work()
    return Erasure.objects.get(person=True)


def chosen(client, wish, **choices):
    """Choose for her documents and let a worker do it."""
    answer = client.post(f"/erasures/{wish.pk}/choose/", choices)
    tasks.work()
    wish.refresh_from_db()
    return answer


def test_a_person_is_looked_for_before_anything_is_changed_and_sealed(cast, client, named):
    client.force_login(cast.ada)
    wish = looked_for(client, NAME, "zoe@example.org")
    assert (wish.state, wish.choices, wish.certificate) == (Erasure.State.SEARCHED, None, None)
    assert "ngstr" not in str([wish.sealed, wish.named, wish.reason, wish.subject]).lower()
    page = client.get(f"/erasures/{wish.pk}/choose/").text
    assert "tower.txt" in page
    assert "2 times · in its name, title or author" in page
    assert "quay.txt" not in page
    assert "north quay" not in page
    assert Document.objects.count() == 3


def test_what_is_chosen_is_erased_what_is_left_stays_and_one_certificate_says_so(cast, client, named):
    tower, keys, quay = named
    turn = answered(cast.bob, tower, quay, question=f"What does {NAME} keep?")
    client.force_login(cast.ada)
    wish = looked_for(client, NAME)
    chosen(client, wish, **{str(keys.pk): "leave"}, others="erase", typed="erase", why_left="It is the law.")
    assert wish.state == Erasure.State.DONE, wish.said
    assert not Document.with_trash.filter(pk=tower.pk).exists()
    assert set(Document.objects.all()) == {keys, quay}
    certificate = wish.certificate
    assert certificates.verify(certificate)
    assert (certificate["person"]["erased"], certificate["person"]["left"]) == (1, [str(keys.pk)])
    assert [each["document_id"] for each in certificate["person"]["after"]["documents"]] == [str(keys.pk)]
    after = {each["where"]: each["count"] for each in certificate["person"]["after"]["columns"]}
    assert after.keys().isdisjoint({"ingestion.page.text", "retrieval.storedchunk.text", "assistant.citation.quote"})
    assert after["assistant.turn.question"] == 1
    assert "ngstr" not in json.dumps(certificate, ensure_ascii=False).lower()
    assert not wish.sealed
    turn.refresh_from_db()
    assert turn.answer == f"{OTHER} [2]"
    shown = client.get(f"/erasures/{wish.pk}/").text
    assert "Certificate of erasure" in shown
    assert "It is the law." in shown
    assert examined() == ([], 0)


def test_nothing_is_erased_without_the_word_nor_left_without_a_reason(cast, client, named):
    client.force_login(cast.ada)
    wish = looked_for(client, NAME)
    for choices in ({"others": "erase"}, {"others": "leave"}, {}, {"others": "burn"}):
        assert chosen(client, wish, **choices).status_code == 422
    assert wish.state == Erasure.State.SEARCHED
    assert Document.objects.count() == 3


def test_documents_that_came_meanwhile_are_asked_about_before_there_is_a_certificate(cast, client, named):
    client.force_login(cast.ada)
    wish = looked_for(client, NAME)
    put(cast.handbook, "late.txt", f"Ask {NAME} about the lanterns on the other side.")
    chosen(client, wish, others="erase", typed="erase")
    assert (wish.state, wish.certificate) == (Erasure.State.SEARCHED, None)
    page = client.get(f"/erasures/{wish.pk}/choose/").text
    assert "late.txt" in page
    assert "tower.txt" not in page
    chosen(client, wish, others="erase", typed="erase")
    assert wish.state == Erasure.State.DONE
    assert wish.certificate["person"]["erased"] == 3
    assert {place["what"]: place["found"] for place in wish.certificate["places"]}["Original files"] == 3
    assert [each.name for each in Document.objects.all()] == ["quay.txt"]


def test_what_came_inside_another_document_goes_with_it(cast, client, tmp_path):
    file = makers.eml(tmp_path / "mail.eml", attachments={"heron.txt": f"The heron is fed by {NAME} each morning.".encode()})
    put(cast.handbook, "mail.eml", file.read_bytes())
    client.force_login(cast.ada)
    wish = looked_for(client, NAME)
    assert "It came inside “mail.eml”" in client.get(f"/erasures/{wish.pk}/choose/").text
    chosen(client, wish, others="erase", typed="erase")
    assert wish.state == Erasure.State.DONE
    assert not Document.with_trash.exists()


def test_a_search_can_be_dropped_with_what_was_searched_for(cast, client, named):
    client.force_login(cast.ada)
    wish = looked_for(client, NAME)
    client.post(f"/erasures/{wish.pk}/give-up/")
    assert not Erasure.objects.exists()
    assert Document.objects.count() == 3


def test_two_who_choose_at_once_choose_once(cast, client, named):
    client.force_login(cast.ada)
    wish = looked_for(client, NAME)
    client.post(f"/erasures/{wish.pk}/choose/", {"others": "erase", "typed": "erase"})
    again = client.post(f"/erasures/{wish.pk}/choose/", {"others": "leave", "why_left": "No."}, follow=True)
    assert "wait for a choice any more" in again.text
    client.post(f"/erasures/{wish.pk}/give-up/")
    tasks.work()
    assert certified(Erasure.objects.get())["person"]["erased"] == 2


def test_nobody_found_is_certified_too(cast, client, named):
    client.force_login(cast.ada)
    wish = looked_for(client, "Nobody Of This Name")
    chosen(client, wish)
    assert wish.state == Erasure.State.DONE
    assert wish.certificate["person"]["after"] == {"documents": [], "columns": []}
    assert Document.objects.count() == 3


@pytest.mark.parametrize("spellings", ["", "  \n ", "ab", "!!", "\n".join(f"name {n}" for n in range(51))])
def test_a_spelling_that_means_nobody_is_refused(cast, client, spellings):
    client.force_login(cast.ada)
    assert client.post("/erasures/person/", {"spellings": spellings, "reason": "Asked."}).status_code == 422
    assert not Erasure.objects.exists()


def test_a_reason_must_not_name_the_person(cast, client):
    client.force_login(cast.ada)
    refused = client.post("/erasures/person/", {"spellings": NAME, "reason": "zoe angstrom asked."})
    assert "The reason names the person." in refused.text


def test_owners_see_nothing_of_a_search_for_a_person(cast, client, named):
    client.force_login(cast.ada)
    wish = looked_for(client, NAME)
    client.force_login(cast.alice)
    for address in (f"/erasures/{wish.pk}/", f"/erasures/{wish.pk}/choose/", "/erasures/person/"):
        assert client.get(address).status_code == 404
    assert str(wish.pk) not in client.get("/erasures/").text
