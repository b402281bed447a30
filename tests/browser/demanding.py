"""The console by itself, with the municipalities of production: whoever signs in has to show a code, too.

    python -m tests.browser.demanding supervise

A demo hands its passwords out and asks for none, so there nobody is ever led to the second step.
"""

import sys

from infra.embedded.__main__ import Wanted, run_here
from infra.embedded.home import Home, local_folder
from infra.embedded.processes import ROOT, Program
from infra.embedded.supervisor import Supervisor

MUNICIPALITIES_FILE = ROOT / "deploy" / "base" / "municipalities.toml"
SERVICES = ("console",)


class Demanding(Supervisor):
    """A stack whose people sign in by two steps."""

    def program(self, service: str, command: str, given: dict[str, str]) -> Program:
        """Return the program of a service, with the municipalities of production."""
        return super().program(service, command, given | {"MUNICIPALITIES_FILE": str(MUNICIPALITIES_FILE)})


if __name__ == "__main__":
    sys.exit(run_here(Home(local_folder()), Wanted(services=SERVICES, seeded=False), Demanding))
