"""A certificate is checked from what its QR says, without a network; what was changed is refused."""

from pathlib import Path

import pytest

from services.client import __main__ as command
from tests.contracts.test_certificates import NOTE, VERIFIER


@pytest.mark.parametrize(
    ("note", "status"), [(NOTE, 0), (NOTE.replace("of 19", "of 15"), 1), ("", 1)], ids=["signed", "changed", "empty"]
)
def test_a_certificate_is_checked_offline(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], note: str, status: int
) -> None:
    file = tmp_path / "scanned.txt"
    file.write_text(note, encoding="utf-8")
    assert command.main(["verify-certificate", str(file), "--key", VERIFIER]) == status
    assert ('"issuer": "koinon/al_koura/certificates"' in capsys.readouterr().out) is (status == 0)
