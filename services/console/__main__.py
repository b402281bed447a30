"""Console: the web pages for everybody who works with Koinon, and the issuer of their tokens. No business rules."""

from services.console import accounts
from services.console.pages import OPTIONS, ROUTES, assets
from services.kit.service import Service, run

service = Service(name="console", routes=ROUTES, options=OPTIONS, configure=assets.configure)

if __name__ == "__main__":
    if not accounts.run_command():
        run(service)
