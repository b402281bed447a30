"""Every sentence that a service refuses with, read in its source: what stands in a problem's detail or in a fault's."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from infra.embedded.processes import ROOT
from services.console import details
from tests.console.catalogues import is_problem

SENTENCE = re.compile(r"[A-Z%].* .*\.", re.DOTALL)
"""What looks like a sentence for people; a hole may begin it."""
HANDED_ON = (
    "services/cards/benefits/top_ups.py",
    "services/incubator/applying/courses.py",
    "services/incubator/calling/funds.py",
    "services/incubator/granting/schedules.py",
    "services/incubator/judging/determinations.py",
    "services/incubator/people/numbers.py",
    "services/incubator/training/bookings.py",
    "services/incubator/training/certificates.py",
    "services/incubator/ventures/accounts.py",
    "services/merchants/joining/activities.py",
    "services/merchants/joining/identifiers.py",
    "services/merchants/selling/offers.py",
    "services/merchants/selling/outlets.py",
    "services/merchants/settling/statements.py",
    "services/registry/cases/evidence.py",
    "services/registry/payouts/bank_files.py",
    "services/registry/people/addresses.py",
    "services/registry/people/identifiers.py",
)
"""Modules whose sentences become a refusal further on: all of them count."""
NEVER_MET = {
    "services/kit/auth.py": "tokens and their headers are written by the console itself",
    "services/kit/clock.py": "only a demo's scripts shift the time of a request",
    "services/kit/audit.py": "kinds of deeds to leave out are chosen by the console itself",
    "services/kit/idempotency.py": "keys are made by the console itself, a new one for each form",
    "services/kit/web.py": "versions, media types and cursors are written by the console itself",
    "services/kit/routes.py": "health and the list of problems are asked by machines",
    "services/kit/iso20022/": "names the element of a bank's message, for whoever reads the message",
    "services/cards/ledger/": "checkpoints and proofs are asked by the auditors' tools",
    "services/reporting/proving/": "proofs are asked by the auditors' tools",
    "services/reporting/telling/analyst_tables.py": "tables of many months are asked by the analysts' tools",
    "services/reporting/counting/": "months are chosen from a list on pages",
    "services/merchants/joining/tenants.py": "tenants are chosen from a list on pages",
    "services/registry/assessing/rule_changes.py": "trial rules are typed by those who write rules, in English",
}
"""Where refusals are made that no page meets, and why."""
NOT_TOLD = {
    "The body is not JSON: %": "bodies are written by the console itself",
    "%.": "only a detail that is put together from others",
    "% %.": "names the element of a bank's message, for whoever reads the message",
    "Each single payment stands in the table (CSV) of the same period.": "is printed on a statement, and no refusal",
}


@cache
def trees() -> dict[str, ast.Module]:
    """Return the services' source by its place."""
    found = [*sorted((ROOT / "services").rglob("*.py")), ROOT / "contracts" / "till_signature.py"]
    return {str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8")) for path in found if ours(path)}


def ours(path: Path) -> bool:
    """Return whether a file is one of a service that the pages ask, and not the list of what they say."""
    return "client" not in path.relative_to(ROOT).parts and not path.name.endswith("details.py")


def plain(text: str) -> str:
    """Return a sentence with one sign for each of its values, whatever the hole is called."""
    return details.HOLE.sub("%", re.sub(r"\{\w+\}", "%", text))


def texts_of(node: ast.AST | None) -> list[str]:
    """Return the texts that an expression may be, where they are written there."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [plain(node.value)]
    if isinstance(node, ast.JoinedStr):
        return [plain("".join(str(each.value) if isinstance(each, ast.Constant) else "%" for each in node.values))]
    if isinstance(node, ast.IfExp):
        return texts_of(node.body) + texts_of(node.orelse)
    return []


def texts() -> set[str]:
    """Return every text that the services write."""
    return {text for tree in trees().values() for node in ast.walk(tree) for text in texts_of(node)}


def refusals() -> Iterator[tuple[str, str]]:
    """Yield the place and the sentence of every refusal that somebody may meet on a page."""
    classes = {
        node.name: node for tree in trees().values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)
    }
    for place, tree in trees().items():
        if place.startswith(tuple(NEVER_MET)):
            continue
        found = [text for node in ast.walk(tree) if isinstance(node, ast.Call) for text in texts_told(node, classes)]
        if place in HANDED_ON:
            found += [text for text in sentences_in(tree) if SENTENCE.fullmatch(text)]
        yield from ((place, text) for text in found if text not in NOT_TOLD)


def texts_told(call: ast.Call, classes: dict[str, ast.ClassDef]) -> list[str]:
    """Return what a refusal that is made here says, and what a fault does."""
    name = call.func.id if isinstance(call.func, ast.Name) else ""
    if name == "Fault":
        return [text for each in call.keywords if each.arg == "detail" for text in texts_of(each.value)]
    if name in classes and name != "ServiceRefused" and is_problem(name, classes):
        return texts_of(call.args[0]) if call.args else []
    return []


def sentences_in(tree: ast.Module) -> Iterable[str]:
    """Return the texts of a module that are neither its documentation nor part of another text."""
    documents = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    whole = (node for node in ast.walk(tree) if id(node) not in documents | parts)
    return [text for node in whole if isinstance(node, ast.Constant | ast.JoinedStr) for text in texts_of(node)]
