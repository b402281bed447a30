"""The keyring alone: which key wraps, what a blind index tells, and what is bound to its place."""

from uuid import UUID

import pytest

from services.kit.keyring import FileKeyWrapper, Keyring, KeyringIncomplete, SealBroken, decrypt, encrypt, normalise

FIRST, SECOND = UUID(int=1), UUID(int=2)
KEYS = {"vault": bytes(32), "blind_index": bytes([1]) * 32}


def test_spellings_of_one_number_are_one() -> None:
    assert normalise(" ٩٨٧-654 ") == normalise("987654")
    assert normalise("Maria@Example.org") == "maria@example.org"


def test_one_value_has_different_blind_indexes_by_field_and_tenant() -> None:
    blind = Keyring.from_keys(KEYS).blind
    assert blind(FIRST, "amka", "1") == blind(FIRST, "amka", " 1")
    assert len({blind(FIRST, "amka", "1"), blind(SECOND, "amka", "1"), blind(FIRST, "afm", "1")}) == 3


def test_a_blind_index_says_nothing_without_its_key() -> None:
    other = KEYS | {"blind_index": bytes([2]) * 32}
    assert Keyring.from_keys(KEYS).blind(FIRST, "amka", "1") != Keyring.from_keys(other).blind(FIRST, "amka", "1")


async def test_the_newest_key_wraps_and_the_older_ones_still_unwrap() -> None:
    before = FileKeyWrapper({"vault": bytes(32)})
    wrapped = await before.wrap(b"key", "place")
    after = FileKeyWrapper({"vault": bytes(32), "vault_2": bytes([2]) * 32, "vault_10": bytes([3]) * 32})
    assert (before.name, after.name) == ("vault", "vault_10")
    assert await after.unwrap("vault", wrapped, "place") == b"key"


async def test_a_key_wrapped_elsewhere_or_by_an_unknown_key_does_not_unwrap() -> None:
    wrapper = FileKeyWrapper(KEYS)
    wrapped = await wrapper.wrap(b"key", "place")
    with pytest.raises(SealBroken):
        await wrapper.unwrap("vault", wrapped, "another place")
    with pytest.raises(SealBroken):
        await wrapper.unwrap("vault_9", wrapped, "place")


def test_equal_contents_have_different_ciphertexts() -> None:
    assert encrypt(bytes(32), b"content", "place") != encrypt(bytes(32), b"content", "place")


@pytest.mark.parametrize("sealed", [b"", b"short", bytes(12), bytes(40)])
def test_what_was_never_sealed_does_not_open(sealed: bytes) -> None:
    with pytest.raises(SealBroken):
        decrypt(bytes(32), sealed, "place")


def test_an_incomplete_keyring_is_refused_at_the_start() -> None:
    with pytest.raises(KeyringIncomplete):
        Keyring.from_keys({"vault": bytes(32)})
    with pytest.raises(KeyringIncomplete):
        FileKeyWrapper({"blind_index": bytes(32)})
