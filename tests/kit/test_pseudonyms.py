"""Salted ids: one for each wallet of a tenant, unlike its own id, and another for each tenant and key."""

from uuid import UUID

from services.kit.pseudonyms import pseudonym, salt_of

KEY, OTHER_KEY = bytes(32), bytes(range(32))
PAGGAIO, AL_KOURA = UUID(int=1), UUID(int=2)
WALLET = UUID("0190a000-0000-7000-8000-0000000000a1")


def test_a_wallet_has_one_salted_id_for_each_tenant_and_key() -> None:
    salts = [salt_of(key, tenant) for key in (KEY, OTHER_KEY) for tenant in (PAGGAIO, AL_KOURA)]
    found = {pseudonym(salt, WALLET) for salt in salts}
    assert len(found) == 4
    assert pseudonym(salts[0], WALLET) == pseudonym(salt_of(KEY, PAGGAIO), WALLET)


def test_a_salted_id_is_a_uuid_that_no_row_of_ours_has() -> None:
    made = pseudonym(salt_of(KEY, PAGGAIO), WALLET)
    assert (made.version, made.variant) == (8, "specified in RFC 4122")
    assert made != WALLET
