"""Places where work on people and their cases begins."""

from typing import Final

from services.console.languages import mark
from services.console.pages.place import Place

CASEWORK: Final = (
    Place(
        path="/households/new",
        name=mark("Enter a household"),
        purpose=mark("Say who lives together, then apply for them."),
        roles=("caseworker",),
    ),
    Place(
        path="/persons",
        name=mark("Find a person"),
        purpose=mark("By name in any spelling, or by number."),
        roles=("caseworker", "supervisor"),
    ),
    Place(
        path="/applications",
        name=mark("Applications"),
        purpose=mark("Collect papers and consents, assess, recommend, decide."),
        roles=("caseworker", "supervisor"),
    ),
    Place(
        path="/memberships",
        name=mark("Memberships"),
        purpose=mark("See whose benefit ends soon, and agree to what becomes of one."),
        roles=("caseworker", "supervisor"),
    ),
    Place(
        path="/account-changes",
        name=mark("Households' accounts"),
        short=mark("Household accounts"),
        purpose=mark("Change the account that is paid, with a second person, and see whose payment waits for it."),
        roles=("caseworker", "supervisor"),
    ),
    Place(
        path="/imports",
        name=mark("Bulk import"),
        purpose=mark("Bring many households or decisions in a file."),
        roles=("caseworker", "supervisor"),
    ),
    Place(
        path="/letters",
        name=mark("Letters"),
        purpose=mark("Take the letters that wait, and print them."),
        roles=("caseworker", "card_desk"),
    ),
    Place(
        path="/duplicates",
        name=mark("Registered twice"),
        purpose=mark("Compare files that may be one person's."),
        roles=("caseworker", "supervisor"),
    ),
    Place(
        path="/complaints",
        name=mark("Complaints"),
        purpose=mark("Look into what went wrong, and answer in time."),
        roles=("caseworker", "supervisor", "card_desk"),
        told={"card_desk": mark("Enter a complaint, and say how far one is.")},
    ),
    Place(
        path="/relatives",
        name=mark("Relatives of staff"),
        short=mark("Relatives"),
        purpose=mark("Say who your relatives are: their cases go to colleagues."),
        roles=("caseworker", "supervisor", "card_desk", "administrator"),
        told={
            "administrator": mark("Link relatives of staff, with a second person, so that nobody decides about family.")
        },
    ),
    Place(
        path="/kept-data",
        name=mark("Kept data"),
        purpose=mark("Erase what is kept no longer, and keep what a court or an audit needs."),
        roles=("supervisor",),
    ),
)
