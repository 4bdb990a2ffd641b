"""What every provider promises: the fake model over real HTTP, the one that only quotes, and the real llama.cpp."""

import json
import os
import subprocess
import sys
import urllib.error
import urllib.request
from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.conf import settings as django_settings

from gateway import client, weights
from gateway.messages import Message, Prompt, Source
from tests.conftest import ROOT, free_port, wait_until
from tests.fake_model import FakeModel

TEXT = "A night in a hotel may cost 140 euros, breakfast included."
QUESTION = "What may a night in a hotel cost?"
KEY = "a key for tests"


def prompt(text: str = TEXT, question: str = QUESTION, max_tokens: int = 60) -> Prompt:
    """A question over one passage."""
    asked = f"<passages>\n[1] Travel policy\n{text}\n</passages>\n\nQuestion: {question}"
    rules = Message("system", "Answer the question from the passages in one short sentence.")
    return Prompt("answer", (rules, Message("user", asked)), max_tokens, question, (Source(1, "Travel policy", text),))


@pytest.fixture(scope="session")
def llama():
    """`manage.py llm` over the real weights; yields its URL."""
    file = django_settings.MODELS_DIR / weights.named("qwen2.5-coder-0.5b-instruct").file
    if not file.exists():
        pytest.skip("the weights are not here: manage.py weights")
    port = free_port()
    process = subprocess.Popen([sys.executable, "manage.py", "llm", "--port", str(port)], cwd=ROOT, env=_environment(port))
    wait_until(lambda: _healthy(port), "llama.cpp", 180)
    yield f"http://127.0.0.1:{port}/v1"
    process.terminate()
    assert process.wait(30) is not None


def _environment(port: int) -> dict[str, str]:
    return {**os.environ, "LLM_URL": f"http://127.0.0.1:{port}/v1", "LLM_API_KEY": KEY}


def _healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@pytest.fixture(params=["fake", "extractive", pytest.param("llama", marks=pytest.mark.model)])
def provider(request, settings):
    """The gateway set to one provider after the other."""
    if request.param == "extractive":
        settings.GATEWAY = replace(settings.GATEWAY, provider="extractive")
        yield SimpleNamespace(name="extractive")
    elif request.param == "llama":
        url = request.getfixturevalue("llama")
        model = "qwen2.5-coder-0.5b-instruct"
        settings.GATEWAY = replace(settings.GATEWAY, provider="openai", url=url, model=model, api_key=KEY)
        yield SimpleNamespace(name="openai")
    else:
        with FakeModel(api_key=KEY) as fake:
            settings.GATEWAY = replace(settings.GATEWAY, provider="openai", url=fake.url, api_key=KEY)
            yield SimpleNamespace(name="openai")


def test_an_answer_comes_in_pieces_that_make_the_whole(provider):
    pieces = list(client.stream(prompt()))
    assert "".join(pieces) == client.complete(prompt())
    assert "140" in "".join(pieces)


def test_the_same_question_gets_the_same_answer(provider):
    assert client.complete(prompt()) == client.complete(prompt())


def test_it_says_who_answers_and_how_much_it_can_read(provider):
    info = client.provider()
    assert info.name == provider.name
    assert info.context >= 1000


def test_tokens_are_counted_for_each_text(provider):
    empty, short, long = client.count_tokens(["", "one two three", "one two three " * 50])
    assert empty <= short < long
    assert short >= 3


def test_a_stream_can_be_closed_before_its_end(provider):
    deltas = client.stream(prompt())
    next(deltas)
    deltas.close()
    assert client.complete(prompt())


def test_signs_of_all_languages_survive(provider):
    text = "Grüße aus Zürich: 東京の夜 costs 140 евро 🚲 for a night in a hotel."
    assert "".join(client.stream(prompt(text, "What costs a night in a hotel?"))).encode("utf-8")


@pytest.mark.model
def test_llama_refuses_who_has_no_key(llama):
    request = urllib.request.Request(
        f"{llama}/chat/completions", data=json.dumps({"messages": []}).encode(), headers={"Content-Type": "application/json"}
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)
    assert refused.value.code == 401


@pytest.mark.model
def test_the_estimate_is_never_below_what_the_real_model_counts(llama, settings):
    from gateway.tokens import TokenCounter, estimate

    texts = [
        TEXT,
        "id; 4; 2026-05-16; 16.50 EUR\n" * 20,
        "Grüße, 東京の夜!",
        "https://example.org/a/b?c=d&e=f",
        "    indented\n\n\ttabs",
    ]
    counts = TokenCounter(replace(settings.GATEWAY, url=llama, api_key=KEY)).count(texts)
    assert all(estimate(text) >= count for text, count in zip(texts, counts, strict=True))
