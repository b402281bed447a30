"""What is found wrong with answers, gathered so that one failure names all of it."""

import httpx

from tests.journeys.endpoints import Operation


class Faults:
    """What was found wrong, all of it, for one message at the end."""

    def __init__(self) -> None:
        self.found: dict[str, list[str]] = {}
        self.asked = 0

    def expect_problem(self, operation: Operation, sent: str, answer: httpx.Response, *statuses: int) -> None:
        """Note an answer that is no problem document, or has none of these statuses."""
        self.asked += 1
        what = problem_with(answer)
        if what is None and statuses and answer.status_code not in statuses:
            what = f"expected {statuses}"
        self.note(operation, sent, answer, what)

    def expect_no_failure(self, operation: Operation, sent: str, answer: httpx.Response) -> None:
        """Note a failure on our side, and a refusal that is no problem document."""
        self.asked += 1
        what = None if answer.status_code < 400 else problem_with(answer)
        self.note(operation, sent, answer, what)

    def note(self, operation: Operation, sent: str, answer: httpx.Response, what: str | None) -> None:
        """Keep what is wrong with an answer."""
        if what is not None:
            self.found.setdefault(f"{operation.name} {what}", []).append(
                f"sent {sent}: {answer.status_code} {answer.text[:200]!r}"
            )

    def raise_all(self) -> None:
        """Fail with everything that was found, one example of each."""
        listed = [f"{kind} ({len(examples)} times), as when {examples[0]}" for kind, examples in self.found.items()]
        assert not listed, f"{len(listed)} kinds of faults in {self.asked} answers:\n" + "\n".join(listed)


def problem_with(answer: httpx.Response) -> str | None:
    """Return why an answer is no problem document of a refusal, or None when it is one (RFC 9457)."""
    if not 400 <= answer.status_code < 500:
        return "not refused"
    if answer.headers.get("content-type") != "application/problem+json":
        return f"it is {answer.headers.get('content-type')}"
    document = answer.json()
    if not str(document.get("type", "")).startswith("/problems/") or not document.get("title"):
        return "it has no type or title"
    return None if document.get("status") == answer.status_code else "it names another status"
