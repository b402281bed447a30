"""Registry: persons, households, applications, assessments, decisions, memberships. It says who is entitled to what."""

from services.kit.service import Service, run
from services.registry import consumers, http

service = Service(name="registry", routes=http.ROUTES, handlers=consumers.HANDLERS)

if __name__ == "__main__":
    run(service)
