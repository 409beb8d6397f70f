"""A whole receiver of Candor's signed webhook in one file, with nothing but Python's standard library.

    STORE_SECRET=... python3 sample_receiver.py 8099

It is a pattern to copy from: replace PEOPLE by your own system. The protocol is in exports/outside/README.md.
"""

import hashlib
import hmac
import json
import os
import sys
import time
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRETS = os.environ.get("STORE_SECRET", "").split("|")
WINDOW = 300
MOST_BYTES = 1_000_000

PEOPLE = {
    "maya@example.org": {"name": "Maya", "letters": ["Spring", "Summer"]},
    "tom@example.org": {"name": "Tom", "letters": ["Winter"]},
}
ANSWERS = {}
"""What was answered, by the number of the question: the same question gets the same answer, and is done once."""


def sign(secret, timestamp, body):
    """Return the signature of a message."""
    return "v1=" + hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def genuine(headers, body):
    """Return whether the message is from the portal and was sent just now."""
    timestamp = headers.get("Candor-Timestamp", "")
    if not timestamp.isdigit() or abs(time.time() - int(timestamp)) > WINDOW:
        return False
    given = headers.get("Candor-Signature", "").split()
    wanted = [sign(secret, timestamp, body) for secret in SECRETS if secret]
    return any(hmac.compare_digest(one, other) for one in given for other in wanted)


def found(identities):
    """Return the keys of the people these identifiers belong to, raw or hashed."""
    keys = set()
    for key in PEOPLE:
        forms = {"raw": key, "sha256": hashlib.sha256(key.encode()).hexdigest()}
        keys |= {
            key for one in identities if one["kind"] == "email" and forms.get(one["format"]) == one["value"]
        }
    return keys


def answer(question):
    """Do what is asked and return what to say."""
    keys = found(question["identities"])
    if not keys:
        return {"state": "nothing_held"}
    if question["verb"] == "access":
        return {"state": "completed", "data": [PEOPLE[key] for key in sorted(keys)]}
    if question["verb"] == "erase":
        for key in keys:
            del PEOPLE[key]
        return {"state": "completed"}
    return {"state": "refused"}


def call_back(question, said):
    """Send an answer later, for work that takes a while: answer 202 first, then call this. 202 says that it arrived."""
    body = json.dumps({"id": question["id"], **said}).encode()
    timestamp = str(int(time.time()))
    headers = {
        "Content-Type": "application/json",
        "Candor-Timestamp": timestamp,
        "Candor-Signature": sign(SECRETS[0], timestamp, body),
    }
    request = urllib.request.Request(question["callback"], body, headers, method="POST")
    with urllib.request.urlopen(request, timeout=30) as reply:
        return reply.status == 202


class Receiver(BaseHTTPRequestHandler):
    """Takes one question a call."""

    def do_POST(self):
        """Answer a question, or refuse a message that is not from the portal."""
        length = int(self.headers.get("Content-Length", 0))
        body = self.rfile.read(length) if length <= MOST_BYTES else b""
        if not genuine(self.headers, body):
            self.send_error(401)
            return
        question = json.loads(body)
        if question["id"] not in ANSWERS:
            ANSWERS[question["id"]] = answer(question)
        said = json.dumps({"id": question["id"], **ANSWERS[question["id"]]}).encode()
        timestamp = str(int(time.time()))
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(said)))
        self.send_header("Candor-Timestamp", timestamp)
        self.send_header("Candor-Signature", sign(SECRETS[0], timestamp, said))
        self.end_headers()
        self.wfile.write(said)

    def log_message(self, *args):
        """Write no log: an address in it would be one more place to erase."""


if __name__ == "__main__":
    with ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver) as server:
        print(server.server_port, flush=True)  # noqa: T201
        server.serve_forever()
