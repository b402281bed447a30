"""What people complain about and allow, why files are kept, who relatives are: codes of registry and their names."""

from typing import Final

from services.console.languages import mark

COMPLAINED_ABOUT: Final = {
    "decision": mark("a decision about an application"),
    "amount": mark("the amount of a benefit"),
    "payment": mark("a payment"),
    "card": mark("a card"),
    "shop": mark("a shop"),
    "staff": mark("how somebody was treated at an office"),
    "discrimination": mark("being treated worse than others"),
    "privacy": mark("what others learned about somebody"),
    "other": mark("something else"),
}
"""What complaints are about, as staff read it."""

CONSENTS: Final = {
    "cross_checks": mark("cross-checks with other authorities"),
    "electronic_messages": mark("e-mail or text messages instead of letters"),
    "proxy": mark("somebody shops or collects for them"),
    "training_referral": mark("being offered a training"),
}
"""What people may be asked to allow."""

CONSENT_WAYS: Final = {
    "signed_paper": mark("on a signed paper"),
    "desk": mark("at the desk"),
    "phone": mark("by telephone"),
    "expired": mark("its time was over"),
}
"""How consents are given and end."""

HOLD_REASONS: Final = {
    "court_case": mark("a court case"),
    "audit": mark("an audit"),
    "recovery": mark("money that is claimed back"),
    "grievance": mark("a complaint"),
    "other": mark("another reason"),
}
"""Why a file is kept though its time is over."""

KEPT: Final = {
    "rejected_applications": mark("people whose applications led to nothing"),
    "exited_memberships": mark("people whose benefit ended long ago"),
    "grievances": mark("closed complaints"),
    "documents": mark("papers"),
    "messages": mark("messages to people"),
    "tellings": mark("notes that somebody was told of something"),
}
"""What is erased when its time is over."""

KIN: Final = {
    "self": mark("the colleague's own person"),
    "spouse": mark("spouse"),
    "partner": mark("partner"),
    "child": mark("child"),
    "parent": mark("parent"),
    "sibling": mark("brother or sister"),
    "in_law": mark("relative by marriage"),
    "other": mark("other relative"),
}
"""What somebody is to a member of staff."""

COMPLAINT_WAYS: Final = {
    "desk": mark("at the desk"),
    "phone": mark("by telephone"),
    "letter": mark("by letter"),
    "page": mark("on the card's page"),
}
"""How complaints come in."""

STATES: Final = {
    "received": mark("has come in"),
    "escalated": mark("with the supervisors"),
    "placed": mark("keeps the file"),
    "lift_proposed": mark("waiting for a second person"),
    "lifted": mark("lifted"),
    "in_force": mark("in force"),
    "ending": mark("waiting for a second person"),
    "listed": mark("waits for your answer"),
    "erased": mark("erased"),
    "not_due": mark("needed again"),
}
"""States of complaints, of what keeps a file, of relatives and of what is due to be erased."""
