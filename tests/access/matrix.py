"""Who gets what at every address: anonymous, Mallory (outsider), Bob (reader), Alice (owner), Ada (administrator).

The ids in the addresses mean: the Handbook, a document in it and one in its trash; an upload in parts that Alice has begun; a
conversation, turn, citation, filter and API token of Bob's; Bob's grant; a search for a person; a watched folder of the Handbook;
a golden question of the Handbook and a run; Mallory as a person; the group Readers. 302 without a person is the way to the
sign-in page; 404 is the one word for what isn't there and what isn't yours; 405 for a method that nobody may use; 422 for an empty
form and 412 for a request that doesn't speak tus: they would have been let through.
"""

from dataclasses import dataclass
from typing import Any

PEOPLE = ("anonymous", "mallory", "bob", "alice", "ada")
Expected = tuple[int, int, int, int, int]

NOT_A_METHOD = (302, 405, 405, 405, 405)
SIGNED_IN = (302, 200, 200, 200, 200)
SENT_ON = (302, 302, 302, 302, 302)
READERS = (302, 404, 200, 200, 200)
OWNERS = (302, 404, 404, 200, 200)
OWN_BOB = (302, 404, 200, 404, 404)
OWN_ALICE = (302, 404, 404, 200, 404)
ADMINISTRATORS = (302, 404, 404, 404, 200)
EMPTY_FORM = {200: 422}


@dataclass(frozen=True)
class Row:
    """One address and method, what each of the five gets, and what is sent."""

    method: str
    address: str
    expected: Expected
    sent: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.method} /{self.address}"


def but(expected: Expected, instead: dict[int, int]) -> Expected:
    """The same people are let through, with another answer."""
    return tuple(instead.get(status, status) for status in expected)  # type: ignore[return-value]


def page(address: str, get: Expected, post: Expected = NOT_A_METHOD, **sent: Any) -> tuple[Row, Row]:
    """An ordinary view."""
    return Row("GET", address, get, {}), Row("POST", address, post, sent)


def shown_only(address: str, get: Expected) -> tuple[Row, Row]:
    """A view that changes nothing."""
    return page(address, get)


def action(address: str, post: Expected, **sent: Any) -> tuple[Row, Row]:
    """A view that only takes POST."""
    return page(address, NOT_A_METHOD, post, **sent)


def call(method: str, address: str, expected: tuple[int, int, int, int], **sent: Any) -> tuple[Row]:
    """An operation of the API: without a token always 401."""
    return (Row(method, f"api/v1/{address}", (401, *expected), sent),)


FOUND = {200: 302}
DONE = {200: 204}

ROWS: list[Row] = [
    row
    for rows in (
        # access
        page("sign-in/", (200, 302, 302, 302, 302), (422, 302, 302, 302, 302)),
        page("sign-out/", (405, 405, 405, 405, 405), SENT_ON),
        shown_only("account/", SIGNED_IN),
        action("account/password/", but(SIGNED_IN, EMPTY_FORM)),
        action("account/tokens/", but(SIGNED_IN, EMPTY_FORM)),
        action("account/tokens/<int:token_id>/revoke/", but(OWN_BOB, FOUND)),
        shown_only("collections/", SIGNED_IN),
        page("collections/new/", ADMINISTRATORS, but(ADMINISTRATORS, EMPTY_FORM)),
        page("collections/<uuid:collection_id>/settings/", OWNERS, but(OWNERS, EMPTY_FORM)),
        page("collections/<uuid:collection_id>/sharing/", OWNERS, but(OWNERS, EMPTY_FORM)),
        action("collections/<uuid:collection_id>/sharing/<int:grant_id>/", but(OWNERS, EMPTY_FORM)),
        action("collections/<uuid:collection_id>/sharing/<int:grant_id>/remove/", but(OWNERS, FOUND)),
        shown_only("people/", ADMINISTRATORS),
        page("people/new/", ADMINISTRATORS, but(ADMINISTRATORS, EMPTY_FORM)),
        page("people/<int:user_id>/", ADMINISTRATORS, but(ADMINISTRATORS, EMPTY_FORM)),
        action("people/<int:user_id>/password/", ADMINISTRATORS),
        page("groups/", ADMINISTRATORS, but(ADMINISTRATORS, EMPTY_FORM)),
        page("groups/<int:group_id>/", ADMINISTRATORS, but(ADMINISTRATORS, EMPTY_FORM)),
        action("groups/<int:group_id>/delete/", but(ADMINISTRATORS, FOUND)),
        page("admin/login/", (302, 404, 404, 404, 404), (405, 405, 405, 405, 405)),
        page("admin/", (302, 302, 302, 302, 200), (302, 302, 302, 302, 200)),
        # ingestion
        shown_only("collections/<uuid:collection_id>/", READERS),
        action("collections/<uuid:collection_id>/upload/", but(OWNERS, EMPTY_FORM)),
        page("collections/<uuid:collection_id>/rules/", OWNERS, but(OWNERS, EMPTY_FORM)),
        action("collections/<uuid:collection_id>/rules/apply/", but(OWNERS, FOUND)),
        shown_only("collections/<uuid:collection_id>/findings/", OWNERS),
        shown_only("collections/<uuid:collection_id>/proofread/", OWNERS),
        action("collections/<uuid:collection_id>/retry-failed/", but(OWNERS, FOUND)),
        page("collections/<uuid:collection_id>/delete/", OWNERS, but(OWNERS, EMPTY_FORM)),
        action("collections/<uuid:collection_id>/chosen/delete/", but(OWNERS, FOUND)),
        action("collections/<uuid:collection_id>/chosen/retry/", but(OWNERS, FOUND)),
        action("collections/<uuid:collection_id>/pause/", but(OWNERS, FOUND)),
        action("collections/<uuid:collection_id>/resume/", but(OWNERS, FOUND)),
        shown_only("work/", ADMINISTRATORS),
        shown_only("work/events/", ADMINISTRATORS),
        shown_only("index/", ADMINISTRATORS),
        shown_only("index/events/", ADMINISTRATORS),
        action("index/<slug:what>/", ADMINISTRATORS),
        action("work/pause/", but(ADMINISTRATORS, FOUND)),
        action("work/resume/", but(ADMINISTRATORS, FOUND)),
        action("uploads/<uuid:upload_id>/discard/", but(OWN_ALICE, FOUND)),
        shown_only("documents/<uuid:document_id>/tries/", OWNERS),
        action("collections/<uuid:collection_id>/chosen/cancel/", but(OWNERS, FOUND)),
        shown_only("collections/<uuid:collection_id>/review/", OWNERS),
        shown_only("documents/<uuid:document_id>/versions/", OWNERS),
        shown_only("documents/<uuid:document_id>/versions/<uuid:version_id>/", OWNERS),
        action("documents/<uuid:document_id>/versions/<uuid:version_id>/restore/", but(OWNERS, FOUND)),
        action("documents/<uuid:document_id>/versions/<uuid:version_id>/delete/", but(OWNERS, FOUND)),
        page("documents/<uuid:document_id>/life/", OWNERS, but(OWNERS, {200: 302})),
        action("documents/<uuid:document_id>/reviewed/", but(OWNERS, FOUND)),
        page("collections/<uuid:collection_id>/filters/", READERS, but(READERS, EMPTY_FORM)),
        action("filters/<int:filter_id>/delete/", but(OWN_BOB, FOUND)),
        shown_only("collections/<uuid:collection_id>/trash/", OWNERS),
        action("collections/<uuid:collection_id>/trash/restore/", but(OWNERS, FOUND)),
        page("collections/<uuid:collection_id>/trash/empty/", OWNERS, but(OWNERS, FOUND)),
        action("trash/<uuid:trashed_id>/restore/", but(OWNERS, FOUND)),
        page("trash/<uuid:trashed_id>/delete/", OWNERS, but(OWNERS, FOUND)),
        shown_only("collections/<uuid:collection_id>/events/", READERS),
        shown_only("collections/<uuid:collection_id>/sources/", OWNERS),
        page("collections/<uuid:collection_id>/sources/new/<slug:kind>/", ADMINISTRATORS, but(ADMINISTRATORS, EMPTY_FORM)),
        shown_only("sources/<uuid:source_id>/", ADMINISTRATORS),
        page("sources/<uuid:source_id>/edit/", ADMINISTRATORS, but(ADMINISTRATORS, EMPTY_FORM)),
        action("sources/<uuid:source_id>/run/", but(ADMINISTRATORS, FOUND)),
        action("sources/<uuid:source_id>/pause/", but(ADMINISTRATORS, FOUND)),
        page("sources/<uuid:source_id>/delete/", ADMINISTRATORS, but(ADMINISTRATORS, FOUND)),
        shown_only("documents/<uuid:document_id>/", READERS),
        shown_only("documents/<uuid:document_id>/chunks/", OWNERS),
        shown_only("documents/<uuid:document_id>/why/", OWNERS),
        action("documents/<uuid:document_id>/chunks/<uuid:chunk_id>/exclude/", but(OWNERS, FOUND)),
        action("documents/<uuid:document_id>/chunks/<uuid:chunk_id>/include/", but(OWNERS, FOUND)),
        action("documents/<uuid:document_id>/retry/", but(OWNERS, FOUND)),
        action("documents/<uuid:document_id>/cancel/", but(OWNERS, FOUND)),
        page("documents/<uuid:document_id>/replace/", OWNERS, but(OWNERS, EMPTY_FORM)),
        page("documents/<uuid:document_id>/delete/", OWNERS, but(OWNERS, FOUND)),
        page("documents/<uuid:document_id>/erase/", OWNERS, but(OWNERS, EMPTY_FORM)),
        page("documents/<uuid:document_id>/password/", OWNERS, but(OWNERS, EMPTY_FORM)),
        action("documents/<uuid:document_id>/password/forget/", but(OWNERS, FOUND)),
        shown_only("documents/<uuid:document_id>/findings/", OWNERS),
        action("documents/<uuid:document_id>/findings/decide/", but(OWNERS, FOUND)),
        action("documents/<uuid:document_id>/findings/harmless/", but(OWNERS, FOUND)),
        shown_only("documents/<uuid:document_id>/file/", READERS),
        shown_only("documents/<uuid:document_id>/pages/<int:number>/", READERS),
        page("documents/<uuid:document_id>/pages/<int:number>/proofread/", OWNERS, but(OWNERS, EMPTY_FORM)),
        shown_only("documents/<uuid:document_id>/pages/<int:number>/image/", READERS),
        # forgetting
        shown_only("erasures/", SIGNED_IN),
        shown_only("erasures/<uuid:erasure_id>/", OWNERS),
        shown_only("erasures/<uuid:erasure_id>/certificate/", OWNERS),
        action("erasures/<uuid:erasure_id>/retry/", but(OWNERS, FOUND)),
        page("erasures/person/", ADMINISTRATORS, but(ADMINISTRATORS, EMPTY_FORM)),
        page("erasures/<uuid:search_id>/choose/", ADMINISTRATORS, but(ADMINISTRATORS, FOUND)),
        action("erasures/<uuid:search_id>/give-up/", but(ADMINISTRATORS, FOUND)),
        # evaluation
        shown_only("collections/<uuid:collection_id>/golden/", OWNERS),
        page("collections/<uuid:collection_id>/golden/new/", OWNERS, but(OWNERS, EMPTY_FORM)),
        action("collections/<uuid:collection_id>/golden/suggest/", but(OWNERS, FOUND)),
        action("collections/<uuid:collection_id>/golden/run/", but(OWNERS, FOUND)),
        shown_only("bench/", SIGNED_IN),
        shown_only("drift/", ADMINISTRATORS),
        shown_only("turns/<uuid:turn_id>/golden/", (302, 404, 404, 404, 404)),
        shown_only("feedback/<uuid:turn_id>/golden/", but(ADMINISTRATORS, FOUND)),
        page("golden/<uuid:golden_id>/", OWNERS, but(OWNERS, EMPTY_FORM)),
        action("golden/<uuid:golden_id>/delete/", but(OWNERS, FOUND)),
        shown_only("golden/runs/<uuid:run_id>/", OWNERS),
        action("golden/runs/<uuid:run_id>/cancel/", but(OWNERS, FOUND)),
        action("golden/runs/<uuid:run_id>/accept/", but(OWNERS, EMPTY_FORM)),
        # assistant
        shown_only("", SIGNED_IN),
        action("conversations/", but(SIGNED_IN, EMPTY_FORM)),
        shown_only("conversations/<uuid:conversation_id>/", OWN_BOB),
        action("conversations/<uuid:conversation_id>/ask/", but(OWN_BOB, EMPTY_FORM)),
        page("conversations/<uuid:conversation_id>/rename/", OWN_BOB, but(OWN_BOB, EMPTY_FORM)),
        page("conversations/<uuid:conversation_id>/delete/", OWN_BOB, but(OWN_BOB, FOUND)),
        shown_only("turns/<uuid:turn_id>/", but(OWN_BOB, FOUND)),
        shown_only("turns/<uuid:turn_id>/events/", OWN_BOB),
        shown_only("turns/<uuid:turn_id>/chain/", ADMINISTRATORS),
        action("turns/<uuid:turn_id>/stop/", but(OWN_BOB, FOUND)),
        action("turns/<uuid:turn_id>/again/", but(OWN_BOB, FOUND)),
        action("turns/<uuid:turn_id>/copied/", but(OWN_BOB, DONE)),
        action("turns/<uuid:turn_id>/rate/", but(OWN_BOB, FOUND)),
        shown_only("citations/<uuid:citation_id>/", OWN_BOB),
        shown_only("feedback/", ADMINISTRATORS),
        shown_only("feedback/again/", ADMINISTRATORS),
        # the API
        call("GET", "collections", (200, 200, 200, 200)),
        call("GET", "collections/<uuidstr:collection_id>", (404, 200, 200, 200)),
        call("GET", "collections/<uuidstr:collection_id>/documents", (404, 200, 200, 200)),
        call("POST", "collections/<uuidstr:collection_id>/documents", (422, 422, 422, 422)),
        call("GET", "collections/<uuidstr:collection_id>/uploads", (404, 404, 200, 200)),
        call("POST", "collections/<uuidstr:collection_id>/uploads", (404, 404, 412, 412)),
        call("OPTIONS", "collections/<uuidstr:collection_id>/uploads", (404, 404, 204, 204)),
        call("GET", "uploads/<uuidstr:upload_id>", (404, 404, 200, 404)),
        call("HEAD", "uploads/<uuidstr:upload_id>", (404, 404, 412, 404)),
        call("PATCH", "uploads/<uuidstr:upload_id>", (404, 404, 412, 404)),
        call("DELETE", "uploads/<uuidstr:upload_id>", (404, 404, 412, 404)),
        call("GET", "documents/<uuidstr:document_id>", (404, 200, 200, 200)),
        call("DELETE", "documents/<uuidstr:document_id>", (404, 404, 204, 204)),
        call("POST", "search", (422, 422, 422, 422), question=""),
        call("POST", "ask", (404, 202, 404, 404), question="How far may I travel?", wait=1, conversation="{conversation_id}"),
        call("POST", "ask/stream", (404, 200, 404, 404), question="How far may I travel?", conversation="{conversation_id}"),
        call("GET", "turns/<uuidstr:turn_id>", (404, 200, 404, 404)),
        call("POST", "turns/<uuidstr:turn_id>/feedback", (404, 200, 404, 404), helpful=True),
        call("DELETE", "turns/<uuidstr:turn_id>/feedback", (404, 204, 404, 404)),
        page("api/v1/", SENT_ON, SENT_ON),
        page("api/v1/docs", SIGNED_IN, (302, 200, 200, 200, 200)),
        page("api/v1/openapi.json", SIGNED_IN, (302, 200, 200, 200, 200)),
        page("api/v1/<path:rest>", (404,) * 5, (404,) * 5),
        page("health/", (200,) * 5, (200,) * 5),
    )
    for row in rows
]
