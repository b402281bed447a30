"""Places: the pages that each role's work begins on, in the order of the euro's path."""

from typing import Final

from services.console.languages import mark
from services.console.pages.casework_places import CASEWORK
from services.console.pages.place import Place

PLACES: Final = (
    Place(
        path="/my-card",
        name=mark("My card"),
        purpose=mark("See what is on it and until when, pause it, change the PIN."),
        roles=("holder",),
    ),
    Place(
        path="/my-purchases",
        name=mark("My purchases"),
        purpose=mark("See what was paid and why, and object to a payment."),
        roles=("holder",),
    ),
    Place(
        path="/my-complaints",
        name=mark("My complaints"),
        purpose=mark("Say what went wrong, and read the answers."),
        roles=("holder",),
    ),
    Place(
        path="/my-ideas",
        name=mark("My idea"),
        purpose=mark("Apply, see what comes next, answer, and say that you are at the training."),
        roles=("founder",),
    ),
    *CASEWORK,
    Place(
        path="/cards",
        name=mark("Cards"),
        purpose=mark("Print a card, hand it over, block or replace it."),
        roles=("card_desk",),
    ),
    Place(
        path="/unlocks",
        name=mark("PINs to unlock"),
        purpose=mark("Give tries back, as a second person."),
        roles=("card_desk", "supervisor"),
    ),
    Place(
        path="/agreements",
        name=mark("To agree to"),
        purpose=mark("Be the second person for money that others propose."),
        roles=("finance_officer", "finance_approver"),
    ),
    Place(
        path="/budget-lines",
        name=mark("Budget lines"),
        short=mark("Budget"),
        purpose=mark("Open a budget line and fund it, with a second person."),
        roles=("finance_officer", "finance_approver", "auditor"),
        told={"auditor": mark("See which money there is, and follow it from line to shop.")},
    ),
    Place(
        path="/runs",
        name=mark("Benefit runs"),
        purpose=mark("Calculate, lock and approve a month's benefits."),
        roles=("finance_officer", "finance_approver", "auditor"),
        told={"auditor": mark("See what was calculated, approved and credited.")},
    ),
    Place(
        path="/settlements",
        name=mark("Settlements"),
        purpose=mark("Close a day and take the bank file."),
        roles=("finance_officer", "finance_approver", "auditor"),
        told={"auditor": mark("See what each shop was owed, and the files that paid it.")},
    ),
    Place(
        path="/account-payments",
        name=mark("Payments to accounts"),
        purpose=mark("Pay what goes to households' bank accounts, and read the bank's answers."),
        roles=("finance_officer", "finance_approver", "auditor"),
        told={"auditor": mark("See what was paid to accounts, and what the bank said.")},
    ),
    Place(
        path="/set-offs",
        name=mark("Money to be paid back"),
        purpose=mark("Note what households bring back of what they had no right to."),
        roles=("finance_officer", "finance_approver", "auditor"),
        told={"auditor": mark("See what is claimed back, and what came back.")},
    ),
    Place(
        path="/books",
        name=mark("Books and bank"),
        purpose=mark("Read the bank's statements, settle differences, close a month."),
        roles=("finance_officer", "finance_approver", "auditor"),
        told={"auditor": mark("Compare the bank with the ledger, and see the closed months.")},
    ),
    Place(
        path="/disputes",
        name=mark("Disputes"),
        purpose=mark("Hear holder and shop, and propose who is right."),
        roles=("dispute_officer",),
    ),
    Place(
        path="/merchants",
        name=mark("Merchants"),
        purpose=mark("Verify and accept merchants, their tills and offers."),
        roles=("merchant_officer",),
    ),
    Place(
        path="/merchants",
        name=mark("My shop"),
        purpose=mark("Apply, sign the agreement, see tills, sales and what you are paid."),
        roles=("merchant_owner",),
    ),
    Place(
        path="/invitations",
        name=mark("Invite"),
        purpose=mark("Give an owner or a founder a code to sign in with."),
        roles=("merchant_officer", "incubator_officer"),
    ),
    Place(
        path="/offers",
        name=mark("Offers"),
        purpose=mark("Propose a bonus from a programme's pot; a second person publishes it."),
        roles=("merchant_officer", "programme_manager"),
    ),
    Place(
        path="/calls",
        name=mark("Calls"),
        purpose=mark("Enter ideas, have them reviewed, rank and decide."),
        roles=("incubator_officer", "programme_manager"),
    ),
    Place(
        path="/reviews",
        name=mark("My reviews"),
        purpose=mark("Judge the applications that you were asked to review."),
        roles=("reviewer",),
    ),
    Place(
        path="/cohorts",
        name=mark("Cohorts"),
        purpose=mark("Keep sessions and attendance."),
        roles=("incubator_officer", "mentor", "programme_manager"),
    ),
    Place(
        path="/timetable",
        name=mark("Timetable"),
        purpose=mark("See what is taught this week, where and by whom."),
        roles=("incubator_officer", "mentor", "programme_manager"),
    ),
    Place(
        path="/mentorships",
        name=mark("Mentoring"),
        purpose=mark("Find a mentor for a participant, and keep what they agree on."),
        roles=("incubator_officer", "mentor", "programme_manager", "founder"),
        told={
            "founder": mark("See who accompanies you, and what you agreed on."),
            "mentor": mark("See whom you accompany, and keep what you agree on."),
        },
    ),
    Place(
        path="/enterprises",
        name=mark("Enterprises"),
        purpose=mark("Pass an enterprise through its gates, with a second person."),
        roles=("incubator_officer", "programme_manager", "mentor", "founder"),
        told={
            "founder": mark("See what comes next until you may trade, and what is due."),
            "mentor": mark("See how far the enterprises are that you accompany."),
        },
    ),
    Place(
        path="/awards",
        name=mark("Awards"),
        purpose=mark("Set money aside for what was awarded, and pay it for what was shown."),
        roles=("incubator_officer", "programme_manager", "mentor", "founder"),
        told={"founder": mark("See what was promised to you, and show what it is paid for.")},
    ),
    Place(
        path="/orders",
        name=mark("Service orders"),
        purpose=mark("Find an enterprise for what a public body needs, and see it paid."),
        roles=("incubator_officer", "programme_manager", "founder"),
        told={"founder": mark("Take work that public bodies offer, deliver it, invoice it.")},
    ),
    Place(
        path="/follow-ups",
        name=mark("Follow-ups"),
        purpose=mark("Ask what became of participants, months after their training."),
        roles=("incubator_officer", "programme_manager", "founder"),
        told={"founder": mark("Say how you are doing, months after the training.")},
    ),
    Place(
        path="/figures",
        name=mark("Figures"),
        purpose=mark("See what was paid, spent and settled."),
        roles=("programme_manager", "auditor", "finance_officer"),
    ),
    Place(
        path="/reports",
        name=mark("Reports"),
        purpose=mark("Take a month's report, and tables for your own questions."),
        roles=("programme_manager", "auditor", "finance_officer"),
    ),
    Place(
        path="/alerts",
        name=mark("Alerts"),
        purpose=mark("Look into patterns between sales, and say what they were."),
        roles=("auditor",),
    ),
    Place(
        path="/programmes",
        name=mark("Programmes"),
        purpose=mark("Read the rules, and try others on a month's payments."),
        roles=("programme_manager", "supervisor", "finance_officer", "finance_approver", "auditor", "administrator"),
    ),
    Place(
        path="/people",
        name=mark("People and roles"),
        purpose=mark("Let staff in; two administrators grant roles."),
        roles=("administrator",),
    ),
    Place(
        path="/deeds",
        name=mark("Who did what"),
        purpose=mark("See who did what and when, by person, by day and by what it was done with."),
        roles=("administrator", "auditor"),
    ),
    Place(
        path="/undelivered",
        name=mark("Undelivered events"),
        purpose=mark("See what a service could not apply, and apply it again."),
        roles=("administrator",),
    ),
    Place(
        path="/messages-sent",
        name=mark("Messages"),
        purpose=mark("See the messages that were sent to people."),
        roles=("administrator",),
    ),
)
