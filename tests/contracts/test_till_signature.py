"""Our profile of RFC 9421, judged by the `http-message-signatures` library in both directions; each fault by name."""

import base64
import datetime
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from http_message_signatures import HTTPMessageSigner, HTTPMessageVerifier, HTTPSignatureKeyResolver, algorithms
from http_message_signatures.exceptions import InvalidSignature
from httpx import Headers
from hypothesis import given
from hypothesis import strategies as st

from contracts import till_signature as till

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes_raw()
NOW = int(time.time())
REQUEST = till.TillRequest(
    method="POST",
    target_uri="https://cards.paggaio.example/payments?trial=1",
    content_type="application/json",
    idempotency_key="0198f2a0-0000-7000-8000-000000000001",
    body=b'{"amount_minor":1250}',
)
COMPONENTS = ("@method", "@target-uri", "content-digest", "content-type", "idempotency-key")


class OneKey(HTTPSignatureKeyResolver):
    def resolve_public_key(self, key_id: str) -> Any:
        assert key_id == till.key_id(PUBLIC)
        return KEY.public_key()

    def resolve_private_key(self, key_id: str) -> Any:
        return KEY


def lower(headers: dict[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def message(request: till.TillRequest, headers: dict[str, str]) -> Any:
    return SimpleNamespace(method=request.method, url=request.target_uri, headers=Headers(headers))


def check(request: till.TillRequest, headers: dict[str, str], now: int = NOW) -> None:
    till.verify(request, till.read_claim(lower(headers)), public_key=PUBLIC, now=now)


@given(body=st.binary(max_size=300), query=st.from_regex(r"[a-z=&0-9]{0,20}", fullmatch=True))
def test_the_library_accepts_what_we_sign(body: bytes, query: str) -> None:
    request = REQUEST._replace(body=body, target_uri=f"https://cards.paggaio.example/payments?{query}")
    headers = till.sign(request, KEY, now=int(time.time()))
    HTTPMessageVerifier(signature_algorithm=algorithms.ED25519, key_resolver=OneKey()).verify(
        message(request, headers),
        expect_tag=till.TAG,
        require_components=COMPONENTS,
        body=body,
        max_age=datetime.timedelta(seconds=60),
    )
    check(request, headers, int(time.time()))


@pytest.mark.parametrize("include_alg", [True, False])
def test_we_accept_what_the_library_signs(include_alg: bool) -> None:
    headers = {
        "Content-Type": REQUEST.content_type,
        "Idempotency-Key": REQUEST.idempotency_key,
        "Content-Digest": till.content_digest(REQUEST.body),
    }
    signed = message(REQUEST, headers)
    created = datetime.datetime.fromtimestamp(NOW, datetime.UTC)
    HTTPMessageSigner(signature_algorithm=algorithms.ED25519, key_resolver=OneKey()).sign(
        signed,
        key_id=till.key_id(PUBLIC),
        created=created,
        expires=created + datetime.timedelta(seconds=60),
        nonce="a-nonce",
        tag=till.TAG,
        include_alg=include_alg,
        covered_component_ids=COMPONENTS,
        body=REQUEST.body,
        use_existing_digest=True,
    )
    check(REQUEST, dict(signed.headers))


@pytest.mark.parametrize(
    "change",
    [
        {"method": "PUT"},
        {"target_uri": "https://cards.paggaio.example/payments"},
        {"target_uri": "https://cards.elsewhere.example/payments?trial=1"},
        {"target_uri": "http://cards.paggaio.example/payments?trial=1"},
        {"content_type": "text/plain"},
        {"idempotency_key": "another"},
    ],
)
def test_changing_any_signed_part_is_refused_by_us_and_by_the_library(change: dict[str, Any]) -> None:
    headers = till.sign(REQUEST, KEY, now=int(time.time()))
    changed = REQUEST._replace(**change)
    headers |= {"Content-Type": changed.content_type, "Idempotency-Key": changed.idempotency_key}
    with pytest.raises(till.SignatureWrong):
        check(changed, headers, int(time.time()))
    with pytest.raises(InvalidSignature):
        HTTPMessageVerifier(signature_algorithm=algorithms.ED25519, key_resolver=OneKey()).verify(
            message(changed, headers), expect_tag=till.TAG, body=changed.body
        )


def test_a_changed_body_is_named() -> None:
    with pytest.raises(till.BodyChanged):
        check(REQUEST._replace(body=b"{}"), till.sign(REQUEST, KEY, now=NOW))


def test_a_changed_body_with_its_own_digest_is_a_wrong_signature() -> None:
    changed = REQUEST._replace(body=b'{"amount_minor":1}')
    headers = till.sign(REQUEST, KEY, now=NOW) | {"Content-Digest": till.content_digest(changed.body)}
    with pytest.raises(till.SignatureWrong):
        check(changed, headers)


@pytest.mark.parametrize(
    ("seconds_later", "fault"),
    [(0, None), (30, None), (31, till.SignatureExpired), (-5, None), (-6, till.SignatureNotYetValid)],
)
def test_a_signature_lives_from_created_to_expires(seconds_later: int, fault: type[Exception] | None) -> None:
    headers = till.sign(REQUEST, KEY, now=NOW)
    if fault is None:
        check(REQUEST, headers, NOW + seconds_later)
    else:
        with pytest.raises(fault):
            check(REQUEST, headers, NOW + seconds_later)


@pytest.mark.parametrize("lifetime_seconds", [61, -1, 3600])
def test_a_long_lived_or_backward_signature_is_refused(lifetime_seconds: int) -> None:
    with pytest.raises(till.SignatureLifetimeTooLong):
        check(REQUEST, till.sign(REQUEST, KEY, now=NOW, lifetime_seconds=lifetime_seconds))


def test_an_unknown_key_is_named() -> None:
    claim = till.read_claim(lower(till.sign(REQUEST, KEY, now=NOW)))
    with pytest.raises(till.KeyUnknown, match=claim.key_id):
        till.verify(REQUEST, claim, public_key=None, now=NOW)


def test_another_key_is_refused() -> None:
    claim = till.read_claim(lower(till.sign(REQUEST, KEY, now=NOW)))
    other = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    with pytest.raises(till.SignatureWrong):
        till.verify(REQUEST, claim, public_key=other, now=NOW)


@pytest.mark.parametrize("name", ["Content-Digest", "Signature-Input", "Signature"])
def test_a_missing_header_is_named(name: str) -> None:
    headers = till.sign(REQUEST, KEY, now=NOW)
    del headers[name]
    with pytest.raises(till.SignatureMissing, match=name.lower()):
        check(REQUEST, headers)


Change = Callable[[str], str]


@pytest.mark.parametrize(
    ("name", "change", "fault"),
    [
        ("Signature-Input", lambda v: v.replace(' "idempotency-key"', ""), till.SignatureComponentsWrong),
        ("Signature-Input", lambda v: v.replace('"@target-uri"', '"@path"'), till.SignatureComponentsWrong),
        ("Signature-Input", lambda v: v.replace("koinon-till", "koinon"), till.SignatureParametersWrong),
        ("Signature-Input", lambda v: v + ';alg="hmac-sha256"', till.SignatureParametersWrong),
        ("Signature-Input", lambda v: v + ";created=1", till.SignatureMalformed),
        ("Signature-Input", lambda v: v.replace("created=", 'created="') + '"', till.SignatureMalformed),
        ("Signature-Input", lambda v: v + ', other=("@method");created=1', till.SignatureMalformed),
        ("Signature-Input", lambda v: "nonsense", till.SignatureMalformed),
        ("Signature-Input", lambda v: v[: v.index(";nonce")], till.SignatureParametersWrong),
        ("Signature", lambda v: v.replace("till=", "other="), till.SignatureMalformed),
        ("Signature", lambda v: "till=:!!!!:", till.SignatureMalformed),
        ("Content-Digest", lambda v: v + ", sha-512=:AA==:", till.SignatureMalformed),
        ("Content-Digest", lambda v: "sha-512=:AA==:", till.SignatureMalformed),
    ],
)
def test_each_malformed_header_is_named(name: str, change: Change, fault: type[Exception]) -> None:
    headers = till.sign(REQUEST, KEY, now=NOW)
    with pytest.raises(fault):
        check(REQUEST, headers | {name: change(headers[name])})


@given(st.text(max_size=200), st.text(max_size=200), st.text(max_size=200))
def test_garbage_is_a_fault_and_never_a_crash(digest: str, signature_input: str, signature: str) -> None:
    with pytest.raises(till.TillSignatureFault):
        till.read_claim({"content-digest": digest, "signature-input": signature_input, "signature": signature})


def test_a_retry_has_the_same_key_and_body_and_a_new_nonce() -> None:
    first, second = (till.read_claim(lower(till.sign(REQUEST, KEY, now=NOW))) for _ in range(2))
    assert first.content_digest == second.content_digest
    assert first.nonce != second.nonce
    assert first.signature != second.signature


def test_the_key_id_is_the_rfc_7638_thumbprint() -> None:
    """The Ed25519 vector of RFC 8037, appendix A.3."""
    public = base64.urlsafe_b64decode("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo=")
    assert till.key_id(public) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def test_verifying_costs_little_more_than_the_bare_curve() -> None:
    """A ratio within one run, best of several rounds: the machine may be busy."""
    headers = lower(till.sign(REQUEST, KEY, now=NOW))
    claim = till.read_claim(headers)
    base = till._signature_base(REQUEST, claim.content_digest, claim.parameters)
    public_key = KEY.public_key()

    def seconds(work: Callable[[], object]) -> float:
        rounds = []
        for _ in range(7):
            start = time.perf_counter()
            for _ in range(100):
                work()
            rounds.append(time.perf_counter() - start)
        return min(rounds)

    ours = seconds(lambda: till.verify(REQUEST, till.read_claim(headers), public_key=PUBLIC, now=NOW))
    bare = seconds(lambda: public_key.verify(claim.signature, base))
    assert ours < 2 * bare
