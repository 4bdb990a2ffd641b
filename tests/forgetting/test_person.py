"""Forgetting a person: found in every table, whatever the spelling, and gone from what an administrator chose."""

import json
import subprocess
import sys

import pytest
from django.conf import settings as configured
from django.core.management import CommandError, call_command
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant import asking as questions
from assistant.hiding import STILL_WRITTEN
from assistant.models import Turn
from forgetting import asking, certificates, choosing, hiding, naming, people, tasks
from forgetting.messages import Choices, Do
from forgetting.models import Erasure
from ingestion import emptying, intake
from ingestion import hiding as hidden_pages
from ingestion.erasing.masking import IN_TRASH
from ingestion.models import Correction, Document, Page, Policy, Rules, SavedFilter, State, Unmasked, Version
from ingestion.reading.messages import Block, Line, PageRead, Word
from retrieval import excluding, qdrant
from retrieval.models import StoredChunk
from tests.forgetting.making import OTHER, answered, certified, in_an_older_index, passages, put
from tests.ingestion import makers
from tests.ingestion.test_doctor import examined
from tests.ingestion.workers import ROOT, environment, work_off

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("vectors_service", "redis_service")]


@pytest.mark.parametrize(
    "text",
    [
        "Ask Zoë Ångström.",
        "ask ZOE\u0308  ANGSTROM!",
        "Zoe\nAngstrom",
        "zoe.angstrom@example.org",
        "?q=Zo%C3%AB+%C3%85ngstr%C3%B6m&x=1",
    ],
)
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
    for choices in (
        {"others": "erase"},
        {"others": "leave"},
        {},
        {"others": "burn"},
        {"others": "leave", "why_left": f"As {NAME} said."},
    ):
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


@pytest.mark.parametrize("spellings", ["", "  \n ", "ab", "!!", "Removed", "x" * 201, "\n".join(f"name {n}" for n in range(51))])
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


MASKED = "The tower of the north quay is kept by [REMOVED] since last May."


def until_done(wish):
    """Let workers of documents and of erasing do what there is to do."""
    for _ in range(5):
        work_off()
        Erasure.objects.filter(state=Erasure.State.WAITING).update(leased_until=None)
        tasks.work()
    wish.refresh_from_db()


def masked(client, wish, **choices):
    """Choose to mask her, and let workers do it."""
    chosen(client, wish, **{"others": "mask", **choices})
    until_done(wish)


@pytest.mark.parametrize("text", ["Zoë Ångström", "zoe.angstrom@example.org", "ZOE\u0308  ANGSTRO\u0308M", "Zoe\nAngstrom"])
def test_a_person_is_hidden_whatever_the_spelling(text):
    what = hiding.hidden([NAME, f"{NAME} example org"])
    assert hiding.hide(f"Ask {text}, or Anna.", what) == "Ask [REMOVED], or Anna."


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("?q=Zo%C3%AB+%C3%85ngstr%C3%B6m&state=failed", "?q=[REMOVED]&state=failed"),
        ("/Zoe%20Angstrom%2C%20Anna%ff", "/[REMOVED]%2C%20Anna%ff"),
        ("100%Zoë %5A%6fe%cc%88 Angstrom%", "100%Zoë [REMOVED]%"),
    ],
)
def test_a_person_is_hidden_in_addresses_too(text, without):
    assert hiding.hide(text, hiding.hidden([NAME])) == without


@settings(deadline=None)
@given(st.text(max_size=60) | st.text("%C3ABa5 ", max_size=60))
def test_words_with_their_places_are_those_by_which_persons_are_found(text):
    assert " ".join(word for word, _, _ in hiding.words_of(text)) == naming.fold(text)


def test_recognised_words_and_lines_move_with_what_is_hidden():
    text = "Kept by Zoë Ångström.\nSince May."
    words = (Word(0, 4, 90, 0, 0, 9, 9), Word(8, 11, 90, 0, 0, 9, 9), Word(12, 20, 90, 0, 0, 9, 9), Word(22, 27, 90, 0, 0, 9, 9))
    lines = (Line(0, 21, 0, 0, 1, 0.1), Line(22, 32, 0, 0.1, 1, 0.2))
    read = PageRead(1, "Zoe Angstrom", text, lines, (Block("paragraph", 0, 32),), recognised=True, words=words, key="known")
    page = hidden_pages.page(read, hiding.hidden([NAME]))
    assert (page.label, page.text, page.key) == ("[REMOVED]", "Kept by [REMOVED].\nSince May.", "")
    assert [page.text[line.start : line.end] for line in page.lines] == ["Kept by [REMOVED].", "Since May."]
    assert [page.text[word.start : word.end] for word in page.words] == ["Kept", "[REMOVED]", "Since"]


@pytest.mark.parametrize("killed_in", ["ingestion.erasing.people", "ingestion.erasing.masking", "assistant.hiding"])
def test_killed_anywhere_it_goes_on(cast, client, named, killed_in):
    tower, keys, _ = named
    client.force_login(cast.ada)
    wish = looked_for(client, NAME)
    choices = Choices({tower.pk: Do.MASK, keys.pk: Do.ERASE})
    assert choosing.choose(wish, choices)
    command = [sys.executable, "-c", KILLED.format(module=killed_in, id=wish.pk)]
    subprocess.run(command, cwd=ROOT, env=environment(), check=False)
    assert Erasure.objects.get().state == Erasure.State.WORKING
    Erasure.objects.update(leased_until=timezone.now())
    for _ in range(3):
        work_off()
        Erasure.objects.update(leased_until=None)
        tasks.work()
    done = Erasure.objects.get()
    assert done.state == Erasure.State.DONE, done.said
    assert certified(done)["person"]["after"] == {"documents": [], "columns": []}
    assert {place["what"]: place["found"] for place in certified(done)["places"]}["Versions"] == 1


KILLED = """
import os, signal, django
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
django.setup()
from importlib import import_module
from uuid import UUID
from forgetting import carrying_out, leases
from tests.ingestion.workers import work_off
module = import_module("{module}")
real = module.hide
def die(*words, **more):
    if "masking" in "{module}":
        try:
            real(*words, **more)
        finally:
            os.kill(os.getpid(), signal.SIGKILL)
    real(*words, **more)
    os.kill(os.getpid(), signal.SIGKILL)
module.hide = die
from forgetting.models import Erasure
for _ in range(3):
    Erasure.objects.update(leased_until=None)
    carrying_out.carry_out(leases.claim(UUID("{id}")))
    work_off()
"""


def test_a_masked_document_stays_without_the_person_everywhere(cast, client):
    tower = put(cast.handbook, "tower.txt", f"An older page about {NAME} and the tower.")
    tower = put(cast.handbook, "tower.txt", f"The tower of the north quay is kept by {NAME} since last May.")
    quay = put(cast.handbook, "quay.txt", OTHER)
    turn = answered(cast.bob, tower, quay, question=f"What does {NAME} keep?")
    older = in_an_older_index(tower)
    client.force_login(cast.ada)
    wish = looked_for(client, NAME)
    masked(client, wish)
    assert wish.state == Erasure.State.DONE, wish.said
    tower = Document.objects.select_related("current").get(pk=tower.pk)
    assert [page.as_read.text for page in Page.objects.filter(version__document=tower)] == [MASKED]
    assert tower.current
    assert tower.current.masked
    assert tower.versions.count() == 1
    assert [passage.text for passage in passages(tower, "Who keeps the tower?")] == [MASKED]
    assert qdrant.count_in(older, [tower.pk]) == 0
    qdrant.client().delete_collection(older)
    turn.refresh_from_db()
    assert MASKED in turn.answer
    assert all(turn.answer[claim["start"] : claim["end"]] for claim in turn.claims)
    assert turn.citations.get(number=1).quote == MASKED
    left = {each["where"] for each in certified(wish)["person"]["after"]["columns"]}
    assert left == {"assistant.turn.question", "assistant.conversation.title", "assistant.turn.standalone"} & left
    assert "assistant.turn.question" in left
    assert certified(wish)["person"]["masked"] == [str(tower.pk)]
    assert any("hold the person, for editors alone" in line for line in certified(wish)["not_covered"])
    assert examined() == ([], 0)
    client.force_login(cast.bob)
    assert client.get(f"/documents/{tower.pk}/file/").status_code == 404
    assert "[REMOVED]" in client.get(f"/documents/{tower.pk}/pages/1/").text


def test_a_person_is_gone_from_what_editors_see_of_a_document_that_is_masked_by_rules(cast, client):
    Rules.objects.create(collection=cast.handbook, personal_data=Policy.MASK)
    tower = put(cast.handbook, "tower.txt", "The tower of the quay is kept by Anna Smith and, on Sundays, by Peter Miller.")
    Correction.objects.create(document=tower, sha256="0" * 64, number=1, text="Kept by Anna Smith.")
    assert Unmasked.objects.filter(text__contains="Anna Smith").exists()
    client.force_login(cast.ada)
    wish = looked_for(client, "Anna Smith")
    masked(client, wish)
    assert wish.state == Erasure.State.DONE, wish.said
    page = Page.objects.get()
    assert page.text == "The tower of the quay is kept by [REMOVED] and, on Sundays, by [PERSON_1]."
    assert page.as_read.text == "The tower of the quay is kept by [REMOVED] and, on Sundays, by Peter Miller."
    assert Correction.objects.get().text == "Kept by [REMOVED]."
    assert certified(wish)["person"]["after"] == {"documents": [], "columns": []}


def test_an_answer_that_was_asked_for_before_is_waited_for(cast, client):
    tower = put(cast.handbook, "tower.txt", f"The tower of the north quay is kept by {NAME} since last May.")
    turn = answered(cast.bob, tower)
    written = Turn.objects.filter(pk=turn.pk).values("answer", "claims").get()
    Turn.objects.filter(pk=turn.pk).update(state=Turn.State.ANSWERING, answer="", claims=[])
    client.force_login(cast.ada)
    wish = looked_for(client, NAME)
    masked(client, wish)
    assert (wish.state, wish.said) == (Erasure.State.WAITING, STILL_WRITTEN)
    Turn.objects.filter(pk=turn.pk).update(state=Turn.State.DONE, **written)
    until_done(wish)
    assert wish.state == Erasure.State.DONE, wish.said
    turn.refresh_from_db()
    assert MASKED in turn.answer


def test_a_masked_document_stays_masked_when_it_is_read_again_and_in_its_next_version(cast, client):
    tower = put(cast.handbook, "tower.txt", f"The tower of the north quay is kept by {NAME} since last May.")
    client.force_login(cast.ada)
    masked(client, looked_for(client, NAME))
    intake.retry(Document.objects.get(pk=tower.pk))
    work_off()
    assert [page.as_read.text for page in Page.objects.all()] == [MASKED]
    put(cast.handbook, "tower.txt", f"The tower is kept by zoe angstrom, and by nobody else. {NAME}!")
    assert [page.as_read.text for page in Page.objects.filter(version=Document.objects.get(pk=tower.pk).current)] == [
        "The tower is kept by [REMOVED], and by nobody else. [REMOVED]!"
    ]


def test_peoples_own_words_are_masked_if_that_is_wanted(cast, client, named):
    _, keys, _ = named
    question = questions.ask(questions.start(cast.bob), f"Does {NAME} keep the tower?")
    Turn.objects.filter(pk=question.pk).update(state=Turn.State.DONE, filters={"authors": [NAME]})
    client.force_login(cast.ada)
    wish = looked_for(client, NAME)
    masked(client, wish, **{str(keys.pk): "erase"}, typed="erase", own_words="on")
    assert wish.state == Erasure.State.DONE, wish.said
    question.refresh_from_db()
    assert (question.question, question.filters) == ("Does [REMOVED] keep the tower?", {"authors": ["[REMOVED]"]})
    assert certified(wish)["person"]["after"] == {"documents": [], "columns": []}


def test_what_names_the_person_itself_can_not_be_masked(cast, client, named):
    client.force_login(cast.ada)
    wish = looked_for(client, NAME)
    refused = chosen(client, wish, others="mask")
    assert refused.status_code == 422
    assert "These can’t be masked, choose for each of them: zoe-angstrom.txt." in refused.text


def test_a_masked_chunk_stays_excluded(cast, client):
    tower = put(cast.handbook, "tower.txt", f"The tower of the north quay is kept by {NAME} since last May.")
    excluding.exclude(StoredChunk.objects.get(document_id=tower.pk).pk, reason="Draft", by=cast.alice)
    client.force_login(cast.ada)
    masked(client, looked_for(client, NAME))
    assert StoredChunk.objects.get().text == MASKED
    assert not passages(tower, "Who keeps the tower?")


def test_answers_that_rest_on_what_is_left_stay(cast, client):
    tower = put(cast.handbook, "tower.txt", f"The tower of the north quay is kept by {NAME} since last May.")
    turn = answered(cast.bob, tower)
    client.force_login(cast.ada)
    wish = looked_for(client, NAME)
    chosen(client, wish, others="leave", why_left="It is the law.")
    assert wish.state == Erasure.State.DONE, wish.said
    turn.refresh_from_db()
    assert NAME in turn.answer


def test_a_document_that_can_not_be_indexed_anew_is_said_and_can_be_tried_again(cast, client):
    tower = put(cast.handbook, "tower.txt", f"The tower of the north quay is kept by {NAME} since last May.")
    client.force_login(cast.ada)
    wish = looked_for(client, NAME)
    chosen(client, wish, others="mask")
    failed = {"state": State.FAILED, "reason": "The disk is full.", "finished_at": timezone.now()}
    Version.objects.filter(document=tower, state=State.RECEIVED).update(**failed)
    for _ in range(configured.FORGETTING.tries):
        Erasure.objects.update(leased_until=None)
        tasks.work()
    wish.refresh_from_db()
    assert (wish.state, wish.certificate) == (Erasure.State.FAILED, None)
    assert "The disk is full." in wish.said
    intake.retry(Document.objects.get(pk=tower.pk))
    client.post(f"/erasures/{wish.pk}/retry/")
    until_done(wish)
    assert wish.state == Erasure.State.DONE, wish.said


def test_spellings_that_can_not_be_read_any_more_prove_nothing(cast, client, named):
    client.force_login(cast.ada)
    wish = looked_for(client, NAME)
    Erasure.objects.update(sealed=asking.seal(asking.Secret()))
    chosen(client, wish, others="leave", why_left="It is the law.")
    assert wish.certificate is None
    assert "can't be read any more" in wish.said


def test_a_document_that_goes_while_it_is_to_be_masked_is_waited_for_by_nobody(cast, client):
    tower = put(cast.handbook, "tower.txt", f"The tower of the north quay is kept by {NAME} since last May.")
    client.force_login(cast.ada)
    wish = looked_for(client, NAME)
    emptying.remove(tower)
    masked(client, wish)
    assert wish.state == Erasure.State.DONE, wish.said


def test_the_file_that_a_masked_document_came_in_is_for_editors_alone(cast, client, tmp_path):
    text = f"The heron is fed by {NAME} each morning."
    letter = makers.eml(tmp_path / "letter.eml", attachments={"heron.txt": text.encode()})
    file = makers.packed(tmp_path / "case.zip", {"letter.eml": letter.read_bytes(), "quay.txt": OTHER.encode()})
    case = put(cast.handbook, "case.zip", file.read_bytes())
    quay = Document.objects.get(name__endswith="quay.txt")
    client.force_login(cast.bob)
    assert client.get(f"/documents/{case.pk}/file/").status_code == 200
    client.force_login(cast.ada)
    wish = looked_for(client, NAME)
    masked(client, wish)
    assert wish.state == Erasure.State.DONE, wish.said
    assert any("the files in which such documents came" in line for line in certified(wish)["not_covered"])
    client.force_login(cast.bob)
    family = Document.objects.exclude(pk=quay.pk)
    assert {client.get(f"/documents/{each.pk}/file/").status_code for each in family} == {404}
    assert client.get(f"/documents/{quay.pk}/file/").status_code == 200
    shown = client.get(f"/documents/{case.pk}/").text
    assert "Something that came inside this document is masked" in shown
    assert f"/documents/{case.pk}/file/" not in shown
    client.force_login(cast.alice)
    assert client.get(f"/documents/{case.pk}/file/").status_code == 200


def test_a_document_that_goes_after_the_choice_is_masked_no_more(cast, client):
    tower = put(cast.handbook, "tower.txt", f"The tower of the north quay is kept by {NAME} since last May.")
    mill = put(cast.handbook, "mill.txt", f"The mill on the hill is kept by {NAME} since last June.")
    client.force_login(cast.ada)
    wish = looked_for(client, NAME)
    assert choosing.choose(wish, Choices({tower.pk: Do.MASK, mill.pk: Do.MASK}))
    emptying.remove(tower)
    until_done(wish)
    assert wish.state == Erasure.State.DONE, wish.said
    assert [page.as_read.text for page in Page.objects.all()] == ["The mill on the hill is kept by [REMOVED] since last June."]


def test_what_came_inside_a_document_that_is_erased_goes_with_it_though_it_was_to_be_masked(cast, client, tmp_path):
    alice = "alice@example.org"  # who wrote the mail
    file = makers.eml(tmp_path / "mail.eml", attachments={"heron.txt": f"The heron is fed by {alice}, always.".encode()})
    mail = put(cast.handbook, "mail.eml", file.read_bytes())
    tower = put(cast.handbook, "tower.txt", f"The tower of the north quay is kept by {alice} since last May.")
    client.force_login(cast.ada)
    wish = looked_for(client, alice)
    chosen(client, wish, **{str(mail.pk): "erase"}, others="mask", typed="erase")
    until_done(wish)
    assert wish.state == Erasure.State.DONE, wish.said
    assert [each.pk for each in Document.with_trash.all()] == [tower.pk]
    assert certified(wish)["person"]["masked"] == [str(tower.pk)]


def test_a_document_that_is_put_into_the_trash_after_the_choice_is_waited_for(cast, client):
    tower = put(cast.handbook, "tower.txt", f"The tower of the north quay is kept by {NAME} since last May.")
    client.force_login(cast.ada)
    wish = looked_for(client, NAME)
    assert choosing.choose(wish, Choices({tower.pk: Do.MASK}))
    intake.remove(tower)
    for _ in range(2):
        until_done(wish)
    assert (wish.state, wish.said) == (Erasure.State.WAITING, IN_TRASH.format(count=1))
    intake.restore(tower)
    until_done(wish)
    assert wish.state == Erasure.State.DONE, wish.said
    assert [page.as_read.text for page in Page.objects.all()] == [MASKED]


def test_names_and_queries_of_filters_are_masked_and_stay_apart(cast, client):
    def keep(name, query):
        return SavedFilter.objects.create(user=cast.bob, collection=cast.handbook, name=name, query=query)

    escaped = "?q=Zo%C3%AB+%C3%85ngstr%C3%B6m&state=failed"
    kept = [keep("[REMOVED]", "?q=mill"), keep(NAME, escaped), keep("zoe angstrom", "?q=Anna"), keep(NAME.upper(), "?q=tower")]
    client.force_login(cast.ada)
    wish = looked_for(client, NAME)
    assert wish.named
    assert {each["where"]: each["count"] for each in wish.named["columns"]}["ingestion.savedfilter.query"] == 1
    chosen(client, wish, own_words="on")
    assert wish.state == Erasure.State.DONE, wish.said
    for each in kept:
        each.refresh_from_db()
    assert [each.name for each in kept] == ["[REMOVED]", "[REMOVED] 2", "[REMOVED] 3", "[REMOVED] 4"]
    assert [each.query for each in kept] == ["?q=mill", "?q=[REMOVED]&state=failed", "?q=Anna", "?q=tower"]
    assert certified(wish)["person"]["after"] == {"documents": [], "columns": []}


def test_an_address_that_names_the_person_in_escaped_letters_is_found(cast):
    tower = put(cast.handbook, "tower.txt", "See https://example.org/people/Zo%C3%AB_%C3%85ngstr%C3%B6m for the keys.")
    mill = put(cast.handbook, "mill.txt", "The mill is closed until spring.")
    Document.objects.filter(pk=mill.pk).update(url="https://example.org/Zo%C3%AB%20%C3%85ngstr%C3%B6m")
    found = {each.document_id: each.beside for each in people.documents().naming([NAME])}
    assert found == {tower.pk: (), mill.pk: ("address",)}
