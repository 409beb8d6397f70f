"""An OpenDSR processor on loopback, with a certificate of its own, that behaves or misbehaves as a test wants."""

import base64
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DOMAIN = "processor.example"
START, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)


class Certificate:
    """A certificate and its key."""

    def __init__(self, certificate: x509.Certificate, key: rsa.RSAPrivateKey) -> None:
        self.certificate, self.key = certificate, key

    @property
    def pem(self) -> str:
        """Return the certificate as text."""
        return self.certificate.public_bytes(Encoding.PEM).decode()

    def sign(self, body: bytes) -> str:
        """Return the signature over a body, in base64."""
        return base64.b64encode(self.key.sign(body, PKCS1v15(), SHA256())).decode()


@cache
def key(number: int = 0) -> rsa.RSAPrivateKey:
    """Return one of several keys; making them takes a while."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048 if number < 9 else 1024)


@cache
def authority(number: int = 8) -> Certificate:
    """Return a certificate authority."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Authority {number}")])
    own = key(number)
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=True, crl_sign=True, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    builder = (
        x509.CertificateBuilder(name, name, own.public_key(), x509.random_serial_number(), START, END)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(own.public_key()), critical=False)
    )
    return Certificate(builder.sign(own, SHA256()), own)


def issued(
    *,
    number: int = 1,
    domain: str = DOMAIN,
    by: Certificate | None = None,
    ends: datetime = END,
) -> Certificate:
    """Return a certificate for a domain, issued by an authority."""
    ca, own = by or authority(), key(number)
    builder = (
        x509.CertificateBuilder(
            ca.certificate.subject,
            x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, domain)]),
            own.public_key(),
            x509.random_serial_number(),
            START,
            ends,
        )
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(domain)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(ca.key.public_key()), critical=False
        )
    )
    return Certificate(builder.sign(ca.key, SHA256()), own)


class Processor:
    """What the processor knows and how it behaves. `mode` is empty for a good one."""

    def __init__(self) -> None:
        self.mode = ""
        self.certificate = issued()
        self.names = "X-OpenDSR"
        self.domain = DOMAIN
        self.version = "2.0"
        self.types = ["access", "erasure"]
        self.requests: dict[str, dict[str, Any]] = {}
        self.statuses: dict[str, dict[str, Any]] = {}
        self.seen: list[tuple[str, str]] = []
        self.headers: list[dict[str, str]] = []
        self.results = b'{"name": "Maya"}'
        self.over = threading.Event()
        self.url = ""

    def count(self, method: str, part: str) -> int:
        """Return how often an address with this part was called."""
        return len([1 for how, path in self.seen if how == method and part in path])

    def signed(self, told: dict[str, Any]) -> tuple[bytes, dict[str, str]]:
        """Return a body and the headers that sign it."""
        body = json.dumps(told).encode()
        signature = self.certificate.sign(b"something else" if self.mode == "wrong_signature" else body)
        return body, {f"{self.names}-Processor-Domain": self.domain, f"{self.names}-Signature": signature}

    def status(self, ref: str) -> dict[str, Any]:
        """Return how far it is with a request."""
        return {
            "controller_id": "candor",
            "subject_request_id": ref,
            "request_status": "pending",
            "expected_completion_time": "2026-12-05T12:00:00Z",
            "api_version": "2.0",
            **self.statuses.get(ref, {}),
        }

    def callback(self, ref: str, address: str, **told: Any) -> tuple[bytes, dict[str, str]]:
        """Return the callback for a request, signed."""
        return self.signed({**self.status(ref), "status_callback_url": address, **told})


class _Handler(BaseHTTPRequestHandler):
    processor: Processor

    def do_GET(self) -> None:
        self._note()
        if self.processor.mode == "hidden":
            self._answer(503, b"")
        elif self.path.endswith("/discovery"):
            told = {
                "api_version": self.processor.version,
                "supported_identities": [
                    {"identity_type": kind, "identity_format": form}
                    for kind in ("email", "controller_customer_id")
                    for form in ("raw", "sha256")
                ],
                "supported_subject_request_types": self.processor.types,
                "processor_certificate": f"{self.processor.url}/certificate.pem",
            }
            self._answer(200, json.dumps(told).encode())
        elif self.path.endswith("/certificate.pem"):
            self._answer(200, self.processor.certificate.pem.encode())
        elif self.path.endswith("/results"):
            self._answer(200, self.processor.results)
        else:
            ref = self.path.rpartition("/")[2]
            if ref not in self.processor.requests:
                self._answer(404, b"{}")
            elif not self._misbehaves():
                self._answer(200, *self.processor.signed(self.processor.status(ref)))

    def do_POST(self) -> None:
        self._note()
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self._misbehaves():
            return
        told = json.loads(body)
        ref = told["subject_request_id"]
        if ref in self.processor.requests:
            self._answer(400, b'{"error": {"code": 400, "message": "Known already"}}')
            return
        self.processor.requests[ref] = told
        if self.processor.mode == "lost":
            return
        answer = {
            "controller_id": "candor",
            "subject_request_id": ref,
            "received_time": "2026-12-02T12:00:00Z",
            "expected_completion_time": "2026-12-05T12:00:00Z",
            "encoded_request": base64.b64encode(body).decode(),
        }
        self._answer(201, *self.processor.signed(answer))

    def do_DELETE(self) -> None:
        self._note()
        self._answer(202, b"{}")

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def _note(self) -> None:
        self.processor.seen.append((self.command, self.path))
        self.processor.headers.append(dict(self.headers))

    def _misbehaves(self) -> bool:
        """Answer badly if the test wants it."""
        mode, url = self.processor.mode, self.processor.url
        bad: dict[str, Callable[[], None]] = {
            "500": lambda: self._answer(500, b"Oops"),
            "400": lambda: self._answer(400, b'{"error": {"code": 400}}'),
            "401": lambda: self._answer(401, b"{}"),
            "malformed": lambda: self._raw(b'{"subject_request_id": '),
            "not_an_object": lambda: self._raw(b"[1, 2]"),
            "oversized": lambda: self._answer(201, b"x" * 1_000_001),
            "redirect": lambda: self._answer(302, b"", {"Location": f"{url}/elsewhere"}),
            "drip": self._drip,
            "silent": lambda: self.processor.over.wait(20) and None,
        }
        if mode not in bad:
            return False
        bad[mode]()
        return True

    def _drip(self) -> None:
        """Send a blank now and then until the test is over."""
        self.send_response(201)
        self.end_headers()
        with suppress(OSError):
            while not self.processor.over.wait(0.02):
                self.wfile.write(b" ")
                self.wfile.flush()

    def _raw(self, body: bytes) -> None:
        """Answer with a body that is signed well and says nothing."""
        name = self.processor.names
        signature = self.processor.certificate.sign(body)
        self._answer(
            201, body, {f"{name}-Processor-Domain": self.processor.domain, f"{name}-Signature": signature}
        )

    def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(body)


@contextmanager
def running(processor: Processor) -> Iterator[Processor]:
    """Serve the processor on loopback."""
    handler = type("Handler", (_Handler,), {"processor": processor})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as http:
        http.daemon_threads = True
        threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True).start()
        processor.url = f"http://127.0.0.1:{http.server_port}/v1"
        try:
            yield processor
        finally:
            processor.over.set()
            http.shutdown()


def long_ago() -> datetime:
    """Return an end that is over at the time of the tests."""
    return START + timedelta(days=30)
