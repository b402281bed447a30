"""A refusal is a type: its name, docstring and status say what it is, its members what it is about."""

import pytest

from services.kit import errors
from services.kit.errors import Fault, Malformed, Problem, all_problems


class PINLocked(Problem):
    """The PIN is locked.

    What follows the first line is for us.
    """


def test_the_class_names_the_problem() -> None:
    assert (PINLocked.slug(), PINLocked.headline()) == ("pinlocked", "The PIN is locked")
    assert errors.KeyInFlight.slug() == "key-in-flight"


def test_a_document_has_what_the_standard_asks_for_and_the_members() -> None:
    assert PINLocked("Try again tomorrow.", tries=3, until=None).document() == {
        "type": "/problems/pinlocked",
        "title": "The PIN is locked",
        "status": 409,
        "detail": "Try again tomorrow.",
        "tries": 3,
    }
    faults = [Fault(pointer="/name", detail="This field is required.")]
    assert Malformed("Mend it.", errors=faults).document()["errors"] == faults


@pytest.mark.parametrize("problem", all_problems(), ids=lambda problem: problem.__name__)
def test_every_refusal_has_a_title_and_a_status_of_an_error(problem: type[Problem]) -> None:
    assert problem.headline()
    assert 400 <= problem.status <= 503
    assert problem in all_problems()
