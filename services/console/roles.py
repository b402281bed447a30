"""The roles that staff can hold, and what each is called on a page."""

from typing import Final, Literal

from services.console.languages import mark

Role = Literal[
    "caseworker",
    "supervisor",
    "card_desk",
    "finance_officer",
    "finance_approver",
    "dispute_officer",
    "merchant_officer",
    "merchant_owner",
    "incubator_officer",
    "reviewer",
    "mentor",
    "founder",
    "programme_manager",
    "auditor",
    "administrator",
]

PageRole = Literal[Role, "holder"]
"""Who a page may be for: staff by a role, or whoever has proven to hold a card."""

ROLE_NAMES: Final[dict[Role, str]] = {
    "caseworker": mark("Caseworker"),
    "supervisor": mark("Supervisor"),
    "card_desk": mark("Card desk"),
    "finance_officer": mark("Finance officer"),
    "finance_approver": mark("Finance approver"),
    "dispute_officer": mark("Dispute officer"),
    "merchant_officer": mark("Merchant officer"),
    "merchant_owner": mark("Merchant"),
    "incubator_officer": mark("Incubator officer"),
    "reviewer": mark("Reviewer"),
    "mentor": mark("Mentor"),
    "founder": mark("Founder"),
    "programme_manager": mark("Programme manager"),
    "auditor": mark("Auditor"),
    "administrator": mark("Administrator"),
}
