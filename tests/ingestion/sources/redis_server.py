"""A real Redis for events, on a port of its own, with a password and, where wanted, encryption."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.conftest import answers, free_port, wait_until

PASSWORD = "swordfish"


@contextmanager
def redis_server(folder: Path, *, tls: bool = False) -> Iterator[int]:
    """Serve on loopback until the end of the block; yields the port."""
    port = free_port()
    words = ["--tls-port", f"{port}", "--port", "0", *certified(folder)] if tls else ["--port", f"{port}"]
    server = subprocess.Popen(
        ["redis-server", "--bind", "127.0.0.1", "--save", "", "--dir", str(folder), "--requirepass", PASSWORD, *words],
        stdout=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: answers(port), "Redis")
        yield port
    finally:
        server.terminate()
        server.wait(10)


def certified(folder: Path) -> list[str]:
    """A key and a certificate for the name localhost, which signs itself: `ca.pem` is what a client has to trust."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now - timedelta(days=1), now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(private)
    (folder / "ca.pem").write_bytes(certificate.public_bytes(pem))
    given = {"--tls-cert-file": "ca.pem", "--tls-key-file": "key.pem", "--tls-ca-cert-file": "ca.pem"}
    return ["--tls-auth-clients", "no", *(word for name, file in given.items() for word in (name, str(folder / file)))]
