"""What a person is told when the model's server fails, and how soon."""

import asyncio
import json
import threading
import time
from dataclasses import replace

import pytest

from gateway import client
from gateway.errors import GatewayError, ModelRefused, ModelTooSlow, ModelUnavailable, PromptTooLong
from gateway.messages import Message, Prompt
from tests.conftest import free_port
from tests.fake_model import FakeModel

SECRET = "the very secret question"


@pytest.fixture
def model(settings):
    """A fake model server, connected."""
    with FakeModel(api_key="a key", answer="one two three four five") as fake:
        settings.GATEWAY = replace(settings.GATEWAY, provider="openai", url=fake.url, model="fake", api_key="a key")
        yield fake


def prompt():
    return Prompt("answer", (Message("user", SECRET),), 20)


@pytest.mark.parametrize(
    ("status", "error", "kind", "words"),
    [
        (401, "", ModelRefused, "LLM_API_KEY"),
        (403, "", ModelRefused, "LLM_API_KEY"),
        (404, "", ModelRefused, "LLM_MODEL"),
        (429, "", ModelUnavailable, "busy"),
        (500, "", ModelUnavailable, "HTTP 500"),
        (503, "Loading model", ModelUnavailable, "HTTP 503"),
        (400, "the request exceeds the available context size", PromptTooLong, "longer"),
        (418, "", ModelRefused, "HTTP 418"),
    ],
)
def test_each_refusal_says_what_to_look_at(model, status, error, kind, words):
    model.status, model.error = status, error
    with pytest.raises(kind, match=words):
        client.complete(prompt())
    assert len(model.asked) == 1, "nothing is asked again in hiding"


def test_a_wrong_key_is_told_apart_from_a_silent_server(model, settings):
    settings.GATEWAY = replace(settings.GATEWAY, api_key="another")
    with pytest.raises(ModelRefused, match="LLM_API_KEY"):
        client.complete(prompt())


def test_nobody_at_the_address_is_said_with_the_address(settings):
    url = f"http://127.0.0.1:{free_port()}/v1"
    settings.GATEWAY = replace(settings.GATEWAY, provider="openai", url=url, api_key="a key")
    with pytest.raises(ModelUnavailable, match=url):
        client.complete(prompt())


def test_what_is_no_answer_is_said_so(model):
    model.garbage = True
    with pytest.raises(GatewayError):
        client.complete(prompt())


def test_what_came_before_the_line_broke_is_kept_and_the_break_is_said(model):
    model.cut_after = 3
    came: list[str] = []
    with pytest.raises(ModelUnavailable, match="broke"):
        came.extend(client.stream(prompt()))
    assert "".join(came) == "one two three"


def test_a_silent_model_gives_a_pulse_and_then_a_clear_end(model, settings):
    model.silence = 5
    settings.GATEWAY = replace(settings.GATEWAY, first_token_timeout=1.0)
    beats: list[str] = []
    began = time.monotonic()
    with pytest.raises(ModelTooSlow, match="1 second"):
        beats.extend(client.stream(prompt()))
    assert time.monotonic() - began < 4
    assert set(beats) <= {""}


def test_a_model_without_end_is_stopped(model, settings):
    model.answer, model.delay = "word " * 1000, 0.05
    settings.GATEWAY = replace(settings.GATEWAY, answer_timeout=1.0)
    with pytest.raises(ModelTooSlow, match="not finished"):
        client.complete(prompt())


def test_closing_the_stream_hangs_up_on_the_model(model):
    model.answer, model.delay = "word " * 1000, 0.02
    deltas = client.stream(prompt())
    while not next(deltas):
        pass
    deltas.close()
    end = time.monotonic() + 10
    while not model.hung_up and time.monotonic() < end:
        time.sleep(0.05)
    assert model.hung_up == 1


@pytest.mark.parametrize("trouble", [{"status": 500}, {"status": 400}, {"garbage": True}, {"cut_after": 1}])
def test_neither_question_nor_key_gets_into_logs_or_messages(model, caplog, trouble):
    for name, value in trouble.items():
        setattr(model, name, value)
    model.error = SECRET
    with caplog.at_level("INFO"), pytest.raises(GatewayError) as raised:
        client.complete(prompt())
    told = str(raised.value) + caplog.text
    assert SECRET not in told
    assert "a key" not in told


def test_a_letter_cut_between_two_packets_arrives_whole(settings):
    settings.GATEWAY = replace(settings.GATEWAY, provider="openai", api_key="a key")
    choice = {"index": 0, "delta": {"content": "Zürich 東京 🚲"}, "finish_reason": "stop"}
    chunk = {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "m", "choices": [choice]}
    event = f"data: {json.dumps(chunk, ensure_ascii=False)}\n\ndata: [DONE]\n\n"
    with _ByteByByte(event.encode()) as port:
        settings.GATEWAY = replace(settings.GATEWAY, url=f"http://127.0.0.1:{port}/v1")
        assert client.complete(prompt()) == "Zürich 東京 🚲"


def test_tokens_are_estimated_where_the_server_cannot_count(model):
    model.can_count = False
    [count] = client.count_tokens(["one two three"])
    assert count >= 3


class _ByteByByte:
    """A server that sends its answer one byte a packet."""

    def __init__(self, body):
        self.body = body

    def __enter__(self):
        self.loop = asyncio.new_event_loop()
        self.server = self.loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)
        self.thread.start()
        return self.server.sockets[0].getsockname()[1]

    def __exit__(self, *_):
        self.loop.call_soon_threadsafe(self.server.close)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join(5)
        self.loop.close()

    async def _serve(self, reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n")
        for place in range(len(self.body)):
            writer.write(self.body[place : place + 1])
            await writer.drain()
        writer.close()
