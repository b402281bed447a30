"""What several services refuse with, and what kit says for all of them."""

from typing import Final

from services.console.languages import mark

SAID: Final = (
    mark("Mend what is named in errors and send it again."),
    mark("You changed version %(a)s; it is at %(b)s now. Read it again and decide anew."),
    mark("A request with this key is being carried out; ask again in a moment."),
    mark("This needs one of the roles %(a)s."),
    mark("Somebody who has neither proposed nor approved this has to approve it."),
    mark("Look at the proposal again and quote its hash."),
    mark("It could be decided until %(a)s; propose it again."),
    mark("A %(a)s of %(b)s is already waiting for a decision."),
    mark("From %(a)s there is no step to %(b)s."),
    mark("It has %(a)s bytes."),
    mark("Its content is %(a)s."),
    mark("It could be used until %(a)s."),
    mark("There is no paper %(a)s."),
    mark("It can be from %(a)s to %(b)s."),
    mark("It can be from %(a)s."),
    mark("These bytes are no event that could be replayed; they are kept to be looked at."),
    mark("This dead letter does not exist or was replayed."),
    mark("This field is required."),
    mark("This field is not known here; leave it out."),
    mark("There is no file %(a)s."),
    mark("File %(a)s is kept no more."),
    mark("Ask the bank for the file again."),
    mark("There is no job %(a)s."),
    mark("The fault is on our side and has been noted."),
    mark("There is no proposal %(a)s."),
    mark("The first line must name each column once."),
    mark("The table has more than %(a)s rows."),
    mark("Line %(a)s has %(b)s cells, the header %(c)s."),
    mark("Save the table as UTF-8."),
    mark("Line %(a)s holds what is no text: save the table as CSV in UTF-8, or as XLSX."),
    mark("Line %(a)s is in another encoding than those before: save the whole table as UTF-8."),
    mark("The workbook unpacks to more than %(a)s bytes."),
    mark("Person %(a)s has been erased."),
    mark("Person %(a)s is not known here."),
    mark("This installation serves no such municipality."),
    mark("There is no bank file %(a)s."),
    mark("No such telephone number can exist."),
    mark("This is not a telephone number."),
    mark("This IBAN is not valid: compare each character with the bank's document."),
    mark("An AFM has 9 digits."),
    mark("The AFM 000000000 belongs to nobody."),
    mark("This AFM is not valid: compare each digit with the document."),
)

REWORDED: Final = {
    "This is not an Ed25519 public key of 32 bytes in base64url.": mark(
        "The key of this phone is not written as it has to be; add the phone again."
    ),
    "A rule of the database refuses this.": mark(
        "What is stored contradicts this. Load the page again and look at what is there."
    ),
    "A value cannot be stored: a number is out of range or a text holds a NUL character.": mark(
        "A value cannot be stored: a number is too large, or a text holds a sign that is none."
    ),
    "Send the same request again in a moment; under the same key it is done once.": mark(
        "Send the same form again in a moment; it is done once."
    ),
    "The stored payload does not have the hash that was approved.": mark(
        "What was proposed is not what is stored; propose it again."
    ),
    "The workbook cannot be opened: %(a)s": mark("The workbook cannot be opened; save it again as XLSX or CSV."),
    "Propose it: POST /persons/{person_id}/account-changes.": mark(
        "Benefits are paid to this account: propose the change, and somebody else confirms it."
    ),
}
"""What a service writes for programs, and how people read it."""
