"""A bucket as a source, against a small server that speaks S3 and checks who asks."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from xml.sax.saxutils import escape

import pytest

from ingestion.sources.signing import Keys, signed
from tests.ingestion.sources.making import content, counts, looked_at, names, source
from tests.ingestion.sources.site import website

pytestmark = pytest.mark.django_db
EXAMPLE = Keys("AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY", "us-east-1")


@pytest.mark.parametrize(
    ("query", "signature"),
    [
        ("max-keys=2&prefix=J", "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"),
        ("lifecycle=", "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"),
    ],
)
def test_requests_are_signed_as_the_examples_of_the_protocol_are(query, signature):
    headers = signed(f"https://examplebucket.s3.amazonaws.com/?{query}", EXAMPLE, datetime(2013, 5, 24, tzinfo=UTC))
    assert headers["Authorization"].endswith(f"Signature={signature}")


def listing(objects, token=""):
    """What S3 answers to ListObjectsV2."""
    rows = "".join(
        f"<Contents><Key>{escape(key)}</Key><ETag>&quot;{hashlib.md5(body).hexdigest()}&quot;</ETag></Contents>"
        for key, body in objects.items()
    )
    more = f"<NextContinuationToken>{token}</NextContinuationToken>" if token else ""
    return f'<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">{rows}{more}</ListBucketResult>'


@pytest.fixture
def store(settings):
    """A server with a bucket whose listing comes in two parts."""
    settings.SOURCES = replace(settings.SOURCES, hosts=frozenset({"localhost"}))
    with website() as served:
        fill(served, {"keys.txt": b"The lantern key is brass."}, {"rules/": b"", "rules/fähre 1.txt": b"The ferry leaves at nine."})
        yield served


def fill(store, first, second):
    store.put("/docs/?list-type=2&max-keys=1000", listing(first, "a+b"), type="application/xml")
    store.put("/docs/?continuation-token=a%2Bb&list-type=2&max-keys=1000", listing(second), type="application/xml")
    store.put("/docs/keys.txt", first.get("keys.txt", b""))
    store.put("/docs/rules/f%C3%A4hre%201.txt", b"The ferry leaves at nine.")


@pytest.fixture
def bucket(cast, store):
    """The bucket as a source."""
    return source(cast.handbook, "bucket", endpoint=store.address, bucket="docs", access_key="ada", secrets={"secret": "swordfish"})


def test_objects_come_in_and_only_what_has_another_etag_is_fetched_again(cast, store, bucket):
    assert counts(looked_at(bucket)) == {"new": 2}
    assert names(cast.handbook) == ["Share/keys.txt", "Share/rules/fähre 1.txt"]
    fill(store, {"keys.txt": b"The lantern key is iron."}, {})
    store.asked.clear()
    assert counts(looked_at(bucket)) == {"replaced": 1, "removed": 1}
    assert content("Share/keys.txt") == b"The lantern key is iron."
    assert len(store.asked) == 3


def test_the_secret_signs_and_is_never_sent(cast, store, bucket):
    looked_at(bucket)
    sent = store.sent["/docs/keys.txt"]
    assert sent["Authorization"].startswith("AWS4-HMAC-SHA256 Credential=ada/")
    assert "swordfish" not in str(store.sent)


def test_a_refusal_is_said_in_the_servers_words_and_takes_nothing_away(cast, store, bucket):
    looked_at(bucket)
    denied = "<Error><Code>AccessDenied</Code><Message>Access Denied.</Message></Error>"
    store.put("/docs/?list-type=2&max-keys=1000", denied, status=403, type="application/xml")
    assert looked_at(bucket).reason == "The server answered 403. Access Denied."
    assert len(names(cast.handbook)) == 2


def test_an_object_that_can_not_be_had_fails_alone(cast, store, bucket):
    store.pages["/docs/keys.txt"].status = 403
    run = looked_at(bucket)
    assert counts(run) == {"new": 1, "failed": 1}


def test_a_server_in_the_inner_network_has_to_be_named(cast, store, bucket, settings):
    settings.SOURCES = replace(settings.SOURCES, hosts=frozenset())
    assert "inner network" in looked_at(bucket).reason
