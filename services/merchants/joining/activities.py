"""Activities: what a business is registered for, as NACE class or ΚΑΔ, and which merchant categories that allows."""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from contracts.types import MerchantCategory
from services.merchants.joining.identifiers import fault

RULES = Path(__file__).parent.parent / "rules" / "activities.toml"

Activity = Annotated[str, Meta(pattern=r"^[0-9]{2}\.?[0-9]{2}(\.?[0-9]{2}){0,2}$(?!\n)")]
"""A NACE class such as 47.11, or a ΚΑΔ such as 47.11.10.01, with or without dots."""


class ActivityRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What `rules/activities.toml` says."""

    categories: dict[str, list[MerchantCategory]]


@cache
def rules() -> ActivityRules:
    """Return the table, read once. Raises msgspec.ValidationError for a wrong file."""
    return msgspec.convert(tomllib.loads(RULES.read_text("utf-8")), ActivityRules)


def spelled(activity: str) -> str:
    """Return an activity in the one spelling that is kept: pairs of digits with dots between."""
    return ".".join(re.findall("[0-9]{2}", activity))


def categories_of(activity: str) -> list[MerchantCategory]:
    """Return the categories that an activity allows, the usual one first; none when the table does not know it."""
    table = rules().categories
    text = spelled(activity)
    known = [text[:length] for length in range(len(text), 1, -1) if text[:length] in table]
    return table[known[0]] if known else []


def settle(activities: Sequence[str], named: Sequence[MerchantCategory]) -> list[MerchantCategory]:
    """Return the categories under which a merchant sells: those named, else the usual one of each activity.

    Raises Malformed for a category that no activity allows, and where neither says any.
    """
    allowed = {activity: categories_of(activity) for activity in activities}
    if not named:
        for place, found in enumerate(allowed.values()):
            if not found:
                raise fault(f"/activities/{place}", "No category is known for this activity: name the categories too.")
        if not allowed:
            raise fault("/categories", "Name the activities of the business, or its categories.")
        return list(dict.fromkeys(found[0] for found in allowed.values()))
    if activities and all(allowed.values()):
        for place, category in enumerate(named):
            if not any(category in found for found in allowed.values()):
                raise fault(f"/categories/{place}", f"The activities of this business do not cover {category}.")
    return list(named)
