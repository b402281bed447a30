"""Account checks: a payee's account is looked at anew before a share that the bank did not take is paid again.

One person sees the account on the bank's paper, another one reopens the share. When the account is changed in between,
it has to be seen again.
"""

from uuid import UUID

from services.kit import vault
from services.kit.db import Transaction
from services.kit.errors import Problem, SameActor
from services.kit.sql import load_queries
from services.kit.transitions import transition
from services.registry.payouts import account_shares, account_transfers, payees
from services.registry.payouts.account_shares import TRANSITIONS, AccountShare

queries = load_queries(__file__)

VERIFIED = "iban_verified"
"""The vault field with the account that was last looked at anew; it goes when the person is erased."""


class AccountNotVerified(Problem):
    """Somebody has to look at the payee's account again, as it is entered now."""


async def verify(transaction: Transaction, share_id: UUID, *, version: int) -> AccountShare:
    """Note that the payee's account, as entered now, was seen on the bank's paper. Raises AccountNotVerified, Stale."""
    share = await account_shares.take(transaction, share_id, version=version)
    transition(TRANSITIONS, share.status, "open")
    holder_id, iban = await _account(transaction, share)
    await vault.seal(transaction, holder_id, {VERIFIED: iban})
    await transaction.execute(queries.verify_account, share.transfer_id, transaction.actor_id, transaction.now)
    await transaction.execute(account_shares.queries.touch_share, share_id)
    return await account_shares.find(transaction, share_id)


async def reopen(transaction: Transaction, share_id: UUID, *, version: int) -> AccountShare:
    """Let a share that the bank did not take be paid again, to an account that another person verified.

    Where the bank refused for a reason that is not the payee's, nothing has to be verified. Raises AccountNotVerified,
    SameActor, Stale, TransitionForbidden.
    """
    share = await account_shares.take(transaction, share_id, version=version)
    status = transition(TRANSITIONS, share.status, "open")
    if share.status == "returned" or account_transfers.concerns_payee(share.reason):
        await _require_verified(transaction, share)
    await transaction.execute(account_shares.queries.set_share_status, share_id, status)
    return await account_shares.find(transaction, share_id)


async def _require_verified(transaction: Transaction, share: AccountShare) -> None:
    if share.verified_by is None:
        raise AccountNotVerified("Verify the account first.")
    if share.verified_by == transaction.actor_id:
        raise SameActor("Somebody who did not verify the account has to reopen the share.")
    holder_id, iban = await _account(transaction, share)
    seen = await vault.open_fields(transaction, holder_id, purpose=payees.PURPOSE, only={VERIFIED})
    if seen.get(VERIFIED) != iban:
        raise AccountNotVerified("The account was changed after it was verified: verify it again.")
    await transaction.execute(queries.reopen_check, share.transfer_id, transaction.actor_id, transaction.now)


async def _account(transaction: Transaction, share: AccountShare) -> tuple[UUID, str]:
    """Return the holder and the account as they are now. Raises AccountNotVerified where there is none."""
    holders = await payees.holders_of(transaction, [share.membership_id])
    holder = holders.get(share.membership_id)
    if holder is None or holder.obstacle is not None:
        reason = "membership_unknown" if holder is None else holder.obstacle
        raise AccountNotVerified("The payee has no account that can be paid.", obstacle=reason)
    opened = await vault.open_fields(transaction, holder.person_id, purpose=payees.PURPOSE, only={"iban"})
    return holder.person_id, opened["iban"]
