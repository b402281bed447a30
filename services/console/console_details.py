"""What the console itself refuses with: signing in, accounts, forms."""

from typing import Final

from services.console.languages import mark

SAID: Final = (
    mark("Nobody who reviews signs in so."),
    mark("Choose a person of the list, and a day."),
    mark("Enter them in a household first, or choose somebody else who lives there."),
    mark("Check both and try again; after five tries this account pauses for a quarter of an hour."),
    mark("Check both; after three wrong tries the PIN is blocked, and the card desk helps."),
    mark("Wait a quarter of an hour, or ask an administrator."),
    mark("Wait for the next code of the telephone, and see that its clock is right."),
    mark("Wait for the next code of the telephone, or use a recovery code."),
    mark("Type both as they stand on the paper; after five tries wait a quarter of an hour."),
    mark("The second step takes ten minutes at most."),
    mark("Show the password first."),
    mark("Choose one of %(a)s to %(b)s characters."),
    mark("Too many people are signing in just now."),
    mark("Sign in with your card: a session ends after ten minutes without use."),
    mark("Sign in, or sign in again: a session ends after half an hour without use."),
    mark("Your roles do not include this work."),
    mark("Open the page here and send its form again."),
    mark("The sign-in provider does not answer just now."),
    mark("Ask who keeps the groups of the provider to add you to one of Koinon."),
    mark("This account is suspended."),
    mark("Mend what is marked and send it again."),
    mark("The service %(a)s does not answer just now."),
    mark("%(a)s cannot be read as an amount."),
    mark("%(a)s has more decimals than %(b)s has."),
    mark("Choose the file."),
    mark("Nobody suspends themselves; another administrator has to."),
    mark("Nobody proposes roles for themselves."),
    mark("Nobody approves roles for themselves."),
    mark("Nobody resets their own sign-in."),
    mark("%(a)s is taken, or this person signs in already."),
    mark("Owners are invited by the office of merchants, founders by the incubator's."),
    mark("There is no such programme here."),
    mark("The provider gives a username that cannot be one here."),
    mark("This installation has no %(a)s."),
    mark("This form was sent or given up; begin another one."),
    mark("No reset is proposed as %(a)s."),
    mark("There is no such file."),
    mark("Choose a month that is over."),
    mark("Staff signs in by password here."),
    mark("Tills do not ask this."),
    mark("The pages are not in this language."),
    mark("The provider refused what its own page gave."),
    mark("This browser has not begun to sign in."),
    mark("Signing in takes ten minutes at most."),
    mark("This is the answer to another sign-in."),
    mark("The provider's token does not hold."),
    mark("Two administrators can take it away, for another telephone."),
    mark("Sign in on the pages, which show how to set it up."),
    mark("Nobody signs in as %(a)s."),
    mark("No roles are proposed as %(a)s."),
)

REWORDED: Final = {
    "The provider calls itself otherwise than PROVIDER_FILE does.": mark(
        "The sign-in provider gives another name than the one that is set up here; tell whoever runs Koinon."
    ),
}
"""What a service writes for programs, and how people read it."""
