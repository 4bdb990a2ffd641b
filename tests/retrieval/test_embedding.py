"""The embedding model, and counting its tokens without it."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from retrieval import embedding

MODEL = embedding.configured()
TEXTS = [f"Clause {number}: whoever travels keeps the receipts for {number} years. " * number for number in range(1, 20)]


def test_vectors_are_unit_vectors_in_the_order_given():
    texts = ["a much longer text about travel expenses and how to claim them " * 5, "cats", "travel expenses"]
    vectors = MODEL.encode(texts)
    assert vectors.shape == (3, MODEL.dimensions)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    assert vectors[0] @ vectors[2] > vectors[0] @ vectors[1]
    for text, vector in zip(texts, vectors, strict=True):
        assert MODEL.encode([text])[0] @ vector > 0.999


def test_a_question_s_vector_is_that_of_its_text_up_to_rounding():
    assert MODEL.encode_query("How do I claim expenses?") @ MODEL.encode(["How do I claim expenses?"])[0] > 0.999


@pytest.mark.parametrize("text", ["", " \n", "\x00", "word " * 5000, "\U0001f600"])
def test_odd_texts_get_a_vector_too(text):
    assert np.isfinite(MODEL.encode([text])).all()


def test_no_texts_give_no_vectors():
    assert MODEL.encode([]).shape == (0, MODEL.dimensions)


def test_threads_may_embed_at_once():
    texts = [f"question number {number} about leave" for number in range(16)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(MODEL.encode_query, texts))
    assert all(vector @ MODEL.encode_query(text) > 0.9999 for text, vector in zip(texts, together, strict=True))


def test_vectors_are_the_same_with_fewer_threads_than_cores():
    """PyTorch's half-precision kernels would go wrong without a word."""
    code = (
        "import django; django.setup(); from tests.retrieval.test_embedding import MODEL as e, TEXTS;"
        "print(*(float(each) for vector in e.encode(TEXTS) for each in vector))"
    )
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    vectors = np.array(done.stdout.split(), np.float32).reshape(len(TEXTS), -1)
    assert ((vectors * MODEL.encode(TEXTS)).sum(axis=1) > 0.999).all()


def test_spans_of_tokens_are_places_in_the_text():
    text = "Café: HR-12, naïve"
    spans = MODEL.token_spans(text)
    assert [text[start:end] for start, end in spans] == ["Café", ":", "HR", "-", "12", ",", "naïve"]
    assert MODEL.count_tokens(text) == len(spans)
    assert MODEL.count_tokens("") == 0


def test_long_texts_are_counted_to_their_end():
    assert MODEL.count_tokens("leave " * 3000) == 3000


def test_counting_tokens_loads_no_torch():
    code = (
        "import django, sys; django.setup(); from retrieval import embedding; e = embedding.configured();"
        "e.count_tokens('a'); e.dimensions; e.fingerprint; assert 'torch' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings"})
