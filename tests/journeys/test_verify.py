"""Check copies and receipts in the browser: genuine ones, changed ones, with another key, and that nothing leaves."""

import json
import random
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.urls import reverse

from accounts import signing
from accounts.encoding import canonical, to_text
from tests.exports.signed_copies import OTHER, raw, signed, zipped

pytestmark = pytest.mark.django_db(transaction=True)

CHANGED = """async ([data, places, key]) => {
    const {check, trustedIds} = await import(new URL('check.js', document.querySelector('script[type=module]').src))
    const whole = Uint8Array.from(atob(data), one => one.charCodeAt(0))
    const passed = []
    for (const [place, bit] of places) {
        const changed = whole.slice()
        if (place >= 0) changed[place] ^= 1 << bit
        const found = await check([new File([changed], 'copy.zip')], trustedIds(key, []), () => {})
        if (!found.faults.length) passed.push(place)
    }
    return passed
}"""
WITHOUT_ED25519 = """() => {
    crypto.subtle.importKey = () => Promise.reject(new DOMException('no', 'NotSupportedError'))
}"""


def base64(data: bytes) -> str:
    text = to_text(data).replace("-", "+").replace("_", "/")
    return text + "=" * (-len(text) % 4)


def chosen(journey: Any, *files: tuple[str, bytes], key: str = "") -> str:
    """Choose files, press the button, and return what the page says then."""
    page = journey.page
    page.set_input_files(
        "#files", [{"name": n, "mimeType": "application/octet-stream", "buffer": b} for n, b in files]
    )
    if key or page.locator("#key").is_visible():
        page.locator("details:has(#key)").evaluate("one => one.open = true")
        page.fill("#key", key)
    page.locator("#verify button").click()
    page.wait_for_selector("#verify-result:is(.notice--success, .notice--urgent, .notice--warning):visible")
    return str(page.locator("#verify-result").inner_text())


@pytest.mark.promise("P33")
def test_check_files_that_stay_in_the_browser(journey: Any) -> None:
    ours = Ed25519PrivateKey.from_private_bytes(settings.CANDOR_SIGNING_KEY)
    answer = journey.page.goto(reverse("exports:verify"))
    assert answer is not None
    assert "connect-src 'none'" in answer.headers["content-security-policy"]
    assert "set-cookie" not in answer.headers
    main = journey.page.locator("main")
    assert "python candor_verify.py" in main.inner_text()
    assert signing.published()[0].text in main.inner_text()
    journey.look("verify")
    if not journey.script:
        assert not journey.page.locator("#verify").is_visible()
        assert "JavaScript, which is off" in main.inner_text()
        return

    files = signed(key=ours)
    whole = zipped(files.items())
    assert "Genuine" in chosen(journey, ("copy.zip", whole))
    journey.look("verify-genuine")
    other = files | {"data/shop/user.json": files["data/shop/user.json"].replace(b"Maya", b"Mayo")}
    said = chosen(journey, ("copy.zip", zipped(other.items())))
    assert "Not genuine" in said
    assert "data/shop/user.json" in said
    assert "README.html" not in said
    journey.look("verify-changed")
    other = files | {"manifest.json": files["manifest.json"] + b" "}
    assert "signature does not fit" in chosen(journey, ("copy.zip", zipped(other.items())))
    stranger = zipped(signed(key=OTHER).items())
    assert "none of the keys" in chosen(journey, ("copy.zip", stranger))
    assert "Genuine" in chosen(journey, ("copy.zip", stranger), key=to_text(raw(OTHER)))

    content = {
        "format": "urn:candor:correction-receipt:1",
        "ü": [1, None, "a\n"],
        "key": signing.public_jwk(),
    }
    receipt = content | {"signature": {"type": "Ed25519", "value": to_text(signing.sign(canonical(content)))}}
    assert "Genuine" in chosen(journey, ("r.json", json.dumps(receipt, indent=1).encode()))
    assert "was changed" in chosen(journey, ("r.json", json.dumps(receipt | {"ü": [2]}).encode()))
    assert "cannot be checked" in chosen(journey, ("r.txt", b"hello"))

    seeded = random.Random(5)
    headers = [
        *range(40),
        *range(whole.index(b"PK\1\2"), whole.index(b"PK\1\2") + 60),
        *range(len(whole) - 22, len(whole)),
    ]
    places = [[place, seeded.randrange(8)] for place in headers + seeded.sample(range(len(whole)), 20)]
    key = to_text(raw(ours))
    # The end of a deflate stream may have bits that nobody reads.
    assert set(journey.page.evaluate(CHANGED, [base64(whole), [[-1, 0], *places], key])) & {-1, *headers} == {
        -1
    }
    journey.page.evaluate(WITHOUT_ED25519)
    assert journey.page.evaluate(CHANGED, [base64(whole), [[-1, 0]], key]) == [-1]
    assert journey.page.evaluate(CHANGED, [base64(stranger), [[-1, 0]], key]) == []
    place = whole.index(b"manifest.json") + 60
    assert journey.page.evaluate(CHANGED, [base64(whole), [[place, 1]], key]) == []
    assert journey.complaints == []
