"""Codes read aloud: however they are spelled they are the same, and no two are alike."""

import re

from services.kit import codes


def test_a_code_is_in_three_groups_and_is_never_made_twice() -> None:
    made = {codes.make() for _ in range(100)}
    assert len(made) == 100
    assert all(re.fullmatch(rf"([{codes.ALPHABET}]{{4}}-){{2}}[{codes.ALPHABET}]{{4}}", code) for code in made)


def test_a_code_that_is_spelled_otherwise_is_the_same() -> None:
    assert codes.hash_of("0123-4567-89AB") == codes.hash_of(" o i23 4567 89ab") == codes.hash_of("OL23456789AB")
    assert codes.hash_of("0123-4567-89AB") != codes.hash_of("0123-4567-89AC")
