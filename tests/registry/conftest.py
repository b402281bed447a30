"""Registry's staff."""

import pytest


@pytest.fixture
def clerk() -> str:
    """A caseworker, where no other is named."""
    return "maria caseworker"
