"""Codes of the services have names; an unknown code and an unknown refusal still say something."""

from services.console import labels
from services.console.clients.caller import ServiceRefused
from services.console.sessions import SignInRefused


def test_codes_have_names_and_unknown_ones_show_as_words() -> None:
    assert labels.of("gmi") == "Guaranteed minimum income"
    assert labels.of("something_new") == "something new"


def test_a_refusal_is_called_what_the_service_calls_it() -> None:
    told = ServiceRefused({"type": "/problems/card-blocked", "title": "The card is blocked.", "status": 409})
    assert (told.type, labels.title_of(told), told.status) == ("card-blocked", "The card is blocked", 409)
    assert labels.title_of(SignInRefused()) == "The username or the password is wrong"
