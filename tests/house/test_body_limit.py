"""Bodies that are too long never reach Django, nor the disk."""

from config.body_limit import FORM_BYTES, limited


async def reading(scope, receive, send):
    """An application that reads the whole body, as Django does."""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            scope["gone"] = True
            return
        if not message.get("more_body"):
            break
    await send({"type": "http.response.start", "status": 200, "headers": []})


async def sent(headers, *pieces):
    """What the guarded application answers to a body that comes in pieces: (status or None, the scope)."""
    scope, answered, left = {"type": "http", "headers": headers}, [], list(pieces)

    async def receive():
        return {"type": "http.request", "body": left.pop(0), "more_body": bool(left)}

    async def send(message):
        answered.append(message)

    await limited(reading, 10)(scope, receive, send)
    return answered[0]["status"] if answered else None, scope


async def test_a_body_within_the_limit_passes():
    assert (await sent([(b"content-length", b"10")], b"12345", b"67890"))[0] == 200


async def test_an_announced_body_beyond_the_limit_is_refused_unread():
    assert (await sent([(b"content-length", b"11")], b"never read"))[0] == 413


async def test_a_body_that_hides_its_length_is_cut_off():
    status, scope = await sent([], b"123456", b"789012")
    assert status is None
    assert scope["gone"]


async def test_a_body_for_which_the_disk_has_no_room_is_refused_unread_and_a_form_is_not():
    asked, answered = [], []

    async def send(message):
        answered.append(message)

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    def room(length):
        asked.append(length)
        return False

    guarded = limited(reading, 10**9, room=room)
    for length in (FORM_BYTES, FORM_BYTES + 1):
        await guarded({"type": "http", "headers": [(b"content-length", str(length).encode())]}, receive, send)
    assert [message["status"] for message in answered if "status" in message] == [200, 507]
    assert asked == [FORM_BYTES + 1]


async def test_other_protocols_are_left_alone():
    seen = []

    async def lifespan(scope, receive, send):
        seen.append(scope["type"])

    async def nothing(*_):
        return {}

    await limited(lifespan, 10)({"type": "lifespan"}, nothing, nothing)
    assert seen == ["lifespan"]
