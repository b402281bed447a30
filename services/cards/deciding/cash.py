"""Cash that shops give: of each lot so much as its quota leaves, by shops of the categories that its programme names.

It is decided as a sale is: what differs is which of the money can be given, and for what.
"""

from collections.abc import Mapping, Sequence

import msgspec

from services.cards.deciding.covering import BasketLine, LotStanding
from services.cards.deciding.programmes import WHOLE, Rules


def purse(lots: Sequence[LotStanding], rules: Mapping[str, Rules]) -> list[LotStanding]:
    """Return what of each lot can be withdrawn, and from shops of which categories; of some from none."""
    return [
        msgspec.structs.replace(
            lot,
            remaining_minor=min(lot.remaining_minor, lot.cash_left_minor),
            categories=sorted(
                each
                for each in rules[lot.programme].cash_categories
                if lot.categories is None or each in lot.categories
            ),
        )
        for lot in lots
    ]


def rules_for(rules: Mapping[str, Rules]) -> dict[str, Rules]:
    """Return the rules by which cash is given: what is sold, and how much of a price is paid, is not asked."""
    return {
        name: msgspec.structs.replace(
            each,
            denied_categories=frozenset(),
            allowed_categories=frozenset(),
            cash_categories=frozenset(),
            local_share_basis_points=WHOLE,
        )
        for name, each in rules.items()
    }


def quota_binds(basket: Sequence[BasketLine], lots: Sequence[LotStanding], given: Sequence[LotStanding]) -> bool:
    """Return whether lots hold more than is `given` of them to this kind of shop."""
    wanted = {line.category for line in basket}
    return any(
        held.remaining_minor > lot.remaining_minor and not wanted.isdisjoint(lot.categories or ())
        for held, lot in zip(lots, given, strict=True)
    )
