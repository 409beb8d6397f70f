"""Whose signature an OpenDSR answer carries: the processor's certificate, and what it has to prove before it is believed.

A certificate is believed when it is valid today, names the domain that the data map names, and is one of the
map's `certificate`, or issued by one of them; without that entry, by an authority that this machine trusts.
Revocation lists are not asked: a certificate that was withdrawn counts until it ends or the map pins another.
"""

import ssl
import warnings
from contextlib import suppress
from datetime import datetime
from functools import cache

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from exports.outside.messages import NotThem

SMALLEST_KEY = 2048


def believed(pem: bytes, *, domain: str, pinned: str, moment: datetime) -> RSAPublicKey:
    """Return the key of the first certificate in a PEM file, if it proves to be the domain's. Raise NotThem."""
    try:
        leaf, *between = x509.load_pem_x509_certificates(pem)
        pins = x509.load_pem_x509_certificates(pinned.encode()) if pinned else []
    except ValueError as error:
        raise NotThem from error
    key = leaf.public_key()
    if not isinstance(key, RSAPublicKey) or key.key_size < SMALLEST_KEY:
        raise NotThem
    if leaf in pins:
        _check_alone(leaf, domain, moment)
    else:
        _check_chain(leaf, between, pins or _authorities(), domain, moment)
    return key


def signed_by(key: RSAPublicKey, signature: bytes, body: bytes) -> bool:
    """Return whether the signature (RSA, PKCS#1 v1.5, SHA-256) is over exactly these bytes."""
    try:
        key.verify(signature, body, PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True


def _check_alone(leaf: x509.Certificate, domain: str, moment: datetime) -> None:
    """Check a certificate that the map itself gives: nobody has to vouch for it, but it must be in its time and name the domain."""
    if not leaf.not_valid_before_utc <= moment <= leaf.not_valid_after_utc:
        raise NotThem
    try:
        names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError) as error:
        raise NotThem from error
    if domain not in [name.casefold() for name in names.get_values_for_type(x509.DNSName)]:
        raise NotThem


def _check_chain(
    leaf: x509.Certificate,
    between: list[x509.Certificate],
    roots: list[x509.Certificate],
    domain: str,
    moment: datetime,
) -> None:
    try:
        verifier = (
            PolicyBuilder().store(Store(roots)).time(moment).build_server_verifier(x509.DNSName(domain))
        )
        verifier.verify(leaf, between)
    except (VerificationError, ValueError) as error:
        raise NotThem from error


@cache
def _authorities() -> list[x509.Certificate]:
    """Return the authorities this machine trusts for TLS, without those whose certificate breaks today's rules."""
    found = []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for one in ssl.create_default_context().get_ca_certs(binary_form=True):
            with suppress(ValueError, CryptographyDeprecationWarning):
                found.append(x509.load_der_x509_certificate(one))
    return found
