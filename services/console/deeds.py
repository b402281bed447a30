"""Deeds: who let whom in, gave roles, reset or ended sign-ins and signed in, as the console's audit keeps it."""

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec

from services.console.languages import mark
from services.kit.db import Transaction
from services.kit.sql import load_queries

queries = load_queries(__file__)

LOOKS: Final = ["person_read", "persons_compared"]
"""Not shown: each page that names somebody writes one."""
PAGE: Final = 50

NAMES: Final = {
    "signed_in": mark("signed in"),
    "signed_out": mark("signed out"),
    "staff_added": mark("let somebody in"),
    "staff_active": mark("let somebody in again"),
    "staff_suspended": mark("suspended somebody"),
    "grant_roles_proposed": mark("proposed roles"),
    "grant_roles_approved": mark("agreed to roles"),
    "grant_roles_rejected": mark("refused roles"),
    "grant_roles_executed": mark("gave roles"),
    "reset_sign_in_proposed": mark("proposed a new sign-in"),
    "reset_sign_in_approved": mark("agreed to a new sign-in"),
    "reset_sign_in_rejected": mark("refused a new sign-in"),
    "reset_sign_in_executed": mark("carried a new sign-in out"),
    "invited": mark("made an invitation"),
    "password_changed": mark("chose a password"),
    "second_step_set_up": mark("set up a second step"),
    "recovery_code_used": mark("used a recovery code"),
    "sign_in_reset": mark("reset a sign-in"),
    "sessions_ended": mark("ended sessions"),
    "card_code_made": mark("made a letter with a code for a card"),
    "card_code_used": mark("showed a card with a letter's code"),
    "roles_by_provider": mark("got roles from the sign-in provider"),
}


class Deed(msgspec.Struct, frozen=True, kw_only=True):
    """Something that somebody did."""

    id: UUID
    at: datetime
    actor_id: UUID
    action: str
    object_id: UUID


async def list_newest(transaction: Transaction, person_id: UUID | None, before: UUID | None) -> list[Deed]:
    """Return a page of deeds, newest first: by a person or on them, or everybody's."""
    return await transaction.fetch_structs(Deed, queries.select_deeds, LOOKS, person_id, before, PAGE)
