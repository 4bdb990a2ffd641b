"""AWS Signature Version 4 for a GET without a body: what S3, MinIO and others ask for.

https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlsplit

NOTHING = hashlib.sha256(b"").hexdigest()


@dataclass(frozen=True)
class Keys:
    """Who asks. `secret` never leaves the house."""

    access_key: str
    secret: str
    region: str


def signed(url: str, keys: Keys, now: datetime) -> dict[str, str]:
    """The headers that prove who asks for `url`, whose path is quoted and whose query is sorted."""
    stamp = now.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
    parts = urlsplit(url)
    sent = {"host": parts.netloc, "x-amz-content-sha256": NOTHING, "x-amz-date": stamp}
    names = ";".join(sent)
    lines = [f"{name}:{value}" for name, value in sent.items()]
    request = "\n".join(["GET", parts.path or "/", parts.query, *lines, "", names, NOTHING])
    scope = f"{stamp[:8]}/{keys.region}/s3/aws4_request"
    told = "\n".join(["AWS4-HMAC-SHA256", stamp, scope, hashlib.sha256(request.encode()).hexdigest()])
    signature = hmac.new(_key(keys, stamp[:8]), told.encode(), hashlib.sha256).hexdigest()
    proof = f"AWS4-HMAC-SHA256 Credential={keys.access_key}/{scope}, SignedHeaders={names}, Signature={signature}"
    return {"X-Amz-Content-Sha256": NOTHING, "X-Amz-Date": stamp, "Authorization": proof}


def _key(keys: Keys, day: str) -> bytes:
    key = f"AWS4{keys.secret}".encode()
    for word in (day, keys.region, "s3", "aws4_request"):
        key = hmac.new(key, word.encode(), hashlib.sha256).digest()
    return key
