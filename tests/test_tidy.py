"""House style (docs: STYLE): each rule that can be checked, with a message that says what to write instead."""

import ast
import re
from pathlib import Path

import pytest

from contracts.readers import SERVICES
from services.kit.errors import all_problems
from services.kit.sql import parse
from tests.sources import (
    FOLDERS,
    ROOT,
    Module,
    areas_of,
    import_everything,
    modules,
    read,
    sql_files,
)

OURS = ("contracts", "services", "infra", "tests")
VAGUE = {"util", "utils", "common", "core", "helper", "helpers", "manager", "misc", "data", "info", "platform", "base"}
STATUSES = {400, 401, 403, 404, 405, 409, 412, 413, 415, 422, 428, 429, 500, 503}


def complain(wrong: list[str], instead: str) -> None:
    """Fail with every place that breaks a rule, and what to write there."""
    assert not wrong, f"{instead}\n" + "\n".join(sorted(wrong))


def dotted(node: ast.expr) -> str:
    """Return a name such as os.environ as it is written, or nothing for another expression."""
    if isinstance(node, ast.Name):
        return node.id
    inner = dotted(node.value) if isinstance(node, ast.Attribute) else ""
    return f"{inner}.{node.attr}" if inner and isinstance(node, ast.Attribute) else ""


def mentions(module: Module, *names: str) -> list[str]:
    """Return where a module names one of these dotted names."""
    found = [node for node in module.nodes if isinstance(node, ast.Attribute | ast.Name)]
    return [f"{module.place}:{node.lineno}" for node in found if dotted(node) in names]


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_fits_on_one_page(service: str) -> None:
    folder = ROOT / "services" / service
    page = (folder / "__main__.py").read_text("utf-8")
    assert ast.get_docstring(ast.parse(page)), f"{service}/__main__.py: say in its docstring what the service is."
    assert "service = Service(" in page, f"{service}/__main__.py: write `service = Service(...)` and run it."
    readme = re.sub(r"```mermaid\n.*?```\n", "", (folder / "README.md").read_text("utf-8"), flags=re.DOTALL)
    assert readme.count("\n") <= 60, (
        f"{service}/README.md has {readme.count(chr(10))} lines besides its drawings: what it owns, hears, says; "
        "what is always true."
    )


@pytest.mark.parametrize("service", SERVICES)
def test_services_have_the_same_names_in_them(service: str) -> None:
    areas = areas_of(service)
    found = sorted((ROOT / "services" / service).iterdir())
    folders = [path.name for path in found if path.is_dir() and path.name not in FOLDERS and path not in areas]
    complain(folders, f"{service}: a noun is a module; folders are doors, migrations, what a noun reads, and areas.")
    files = [path for folder in (ROOT / "services" / service, *areas) for path in folder.iterdir() if path.is_file()]
    kinds = [path.name for path in files if path.suffix not in {".py", ".sql", ".md", ".typ"}]
    complain(kinds, f"{service}: beside modules and their queries lies nothing else.")


@pytest.mark.parametrize("service", SERVICES)
def test_an_area_says_what_it_is_about_and_holds_nouns_only(service: str) -> None:
    areas = areas_of(service)
    says = [read(area / "__init__.py") for area in areas]
    silent = [each.place for each in says if len(each.tree.body) != 1 or not ast.get_docstring(each.tree)]
    complain(silent, "An area's __init__.py says in a sentence what it is about, and nothing else.")
    deeper = [str(path.relative_to(ROOT)) for area in areas for path in area.iterdir() if path.is_dir()]
    complain([each for each in deeper if "__pycache__" not in each], "An area holds modules, not folders.")
    flat = [path.name for path in (ROOT / "services" / service).glob("*.py")] if areas else []
    complain(sorted(set(flat) - {"__init__.py", "__main__.py", "consumers.py"}), f"{service}: put it into its area.")


def test_names_say_what_a_thing_is() -> None:
    wrong = [module.place for module in modules("contracts", "services", "infra") if module.parts[-1] in VAGUE]
    wrong += [
        f"{module.place}:{node.lineno} {node.name}"
        for module in modules("contracts", "services", "infra")
        for node in module.nodes
        if isinstance(node, ast.ClassDef) and re.search(r"(Manager|Helper|Util|Utils|Info|Data)$", node.name)
    ]
    complain(wrong, "Name it after the noun it is about, not data, info, manager, helper, utils.")


def test_only_doors_and_kit_know_the_web_framework() -> None:
    wrong = [
        f"{module.place}:{line}"
        for module in modules("services")
        for name, line in module.imports()
        if name.split(".")[0] == "litestar" and module.parts[1] != "kit" and not module.is_door
    ]
    complain(wrong, "Take plain values and return a struct; requests and responses belong into http.py or pages.py.")


def test_only_kit_knows_the_broker() -> None:
    wrong = [
        f"{module.place}:{line}"
        for module in modules("services", "contracts")
        for name, line in module.imports()
        if name.split(".")[0] in {"nats", "nkeys"} and module.parts[1] != "kit"
    ]
    complain(wrong, "Write `await publish(transaction, SomethingHappened(...))`; kit relays it.")


def test_nouns_do_not_know_their_doors() -> None:
    wrong = [
        f"{module.place}:{line} imports {name}"
        for module in modules("services")
        if not module.is_door and module.parts[1] != "kit" and len(module.parts) > 2
        for name, line in module.imports()
        if re.match(rf"services\.{module.parts[1]}\.(http|consumers|pages)\b", name)
    ]
    complain(wrong, "Doors import nouns: move what both need into the noun.")


def test_a_handler_has_at_most_five_lines() -> None:
    wrong = []
    for module in modules("services"):
        for handler in module.handlers() if module.parts[1] != "kit" else ():
            body = handler.body[1:] if ast.get_docstring(handler) else handler.body
            lines = sum(1 for each in body for node in ast.walk(each) if isinstance(node, ast.stmt))
            if lines > 5 or any(isinstance(node, ast.Try) for each in body for node in ast.walk(each)):
                wrong.append(f"{module.place}:{handler.lineno} {handler.name} has {lines} statements")
    complain(wrong, "Types parse, one call, one return, no try: move the rest into the noun.")


def test_a_function_fits_on_a_screen() -> None:
    wrong = [
        f"{module.place}:{function.lineno} {function.name} has {length} lines"
        for module in modules(*OURS)
        for function in module.functions()
        if (length := (function.end_lineno or 0) - function.lineno + 1) > 50
    ]
    complain(wrong, "50 lines at most: give its steps names.")


def test_a_file_can_be_read_at_once() -> None:
    wrong = [
        f"{module.place} has {length} lines"
        for module in modules(*OURS)
        if (length := len(module.text.splitlines())) > 300
    ]
    complain(wrong, "300 lines at most: split by noun; a door becomes a folder with one file per noun.")


def parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    """Return the names of what a function is given."""
    arguments = function.args
    given = (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)
    return [each.arg for each in given if each.arg not in {"self", "cls"}]


def test_a_function_takes_at_most_five_parameters() -> None:
    wrong = [
        f"{module.place}:{function.lineno} {function.name}"
        for module in modules("contracts", "services", "infra")
        for function in module.functions()
        if len(parameters(function)) > 5
    ]
    complain(wrong, "Five parameters at most: those that belong together are a struct.")


def by_ten(node: ast.expr) -> bool:
    """Return whether this is the number that turns minor units into a fraction."""
    return isinstance(node, ast.Constant) and node.value in {10, 100, 1000, 10_000}


def test_money_is_counted_in_minor_units() -> None:
    wrong = []
    for module in modules("contracts", "services"):
        for node in module.nodes:
            if isinstance(node, ast.Call):
                broken = dotted(node.func) == "float"
            else:
                broken = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and by_ten(node.right)
            wrong += [f"{module.place}:{node.lineno}"] if broken else []
    complain(
        wrong, "An amount is an int in minor units; divide with // or Fraction, show it by the formatting functions."
    )


def test_only_settings_read_the_environment() -> None:
    wrong = [
        place
        for module in modules("contracts", "services")
        if module.parts != ("services", "kit", "settings")
        for place in mentions(module, "os.environ", "os.getenv", "environ", "getenv")
    ]
    complain(wrong, "Add a field to services/kit/settings.py and take it from the settings.")


def test_business_code_asks_the_transaction_for_the_time() -> None:
    names = ("datetime.now", "datetime.utcnow", "date.today", "datetime.today", "time.time", "datetime.datetime.now")
    wrong = [
        place
        for module in modules("contracts", "services")
        if module.parts[:2] != ("services", "kit") and module.parts[:2] != ("services", "client")
        for place in mentions(module, *names)
    ]
    complain(wrong, "Write transaction.now or transaction.today; where no transaction is, services.kit.clock.")


@pytest.mark.parametrize("path", sql_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_queries_are_told_the_time(path: Path) -> None:
    text = re.sub(r"--[^\n]*", "", path.read_text("utf-8"))
    pattern = (
        r"\b(now|clock_timestamp|statement_timestamp|transaction_timestamp)\s*\(|\bcurrent_(date|time|timestamp)\b"
    )
    found = [each[0] for each in re.finditer(pattern, text, re.IGNORECASE)]
    assert not found, f"{path.name}: {found} is the server's time: pass transaction.now as a parameter."


def test_sql_lives_in_sql_files() -> None:
    statement = re.compile(
        r"\s*(SELECT\s.+\sFROM\s|INSERT INTO\s|UPDATE\s+\w+\s+SET\s|DELETE FROM\s|WITH\s+\w+\s+AS\s*\()", re.DOTALL
    )
    wrong = [
        f"{module.place}:{node.lineno}"
        for module in modules("contracts", "services")
        for node in module.nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and statement.match(node.value)
    ]
    complain(wrong, "Write the query under `-- name:` in the noun's .sql file, and ask queries.<name>.")


def test_every_query_is_asked() -> None:
    asked = set(re.findall(r"\.(\w+)", "\n".join(module.text for module in modules("services", "infra", "tests"))))
    wrong = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in sql_files(of_kit=True)
        if path.parent.name != "migrations"
        for name in parse(path.read_text("utf-8"))
        if name not in asked
    ]
    complain(wrong, "Nobody asks this query: remove it.")


def test_every_module_says_what_it_is() -> None:
    places = modules("contracts", "services", "infra")
    wrong = [module.place for module in places if module.text.strip() and not ast.get_docstring(module.tree)]
    complain(wrong, "Begin the file with a docstring of one sentence.")


def test_refusals_are_types_with_a_title_and_a_status() -> None:
    import_everything()
    problems = [each for each in all_problems() if each.__module__.startswith("services.")]
    wrong = [each.__name__ for each in problems if not (each.__dict__.get("__doc__") or "").strip().endswith(".")]
    complain(wrong, "The docstring is the problem's title: write a sentence.")
    complain([each.__name__ for each in problems if each.status not in STATUSES], f"A status is one of {STATUSES}.")
    endings = re.compile(r"(Error|Exception|Failure)$")
    wrong = [each.__name__ for each in problems if endings.search(each.__name__) and each.status != 500]
    complain(wrong, "An error is a statement: CardBlocked, not CardError.")


@pytest.mark.parametrize("service", SERVICES)
def test_a_problems_type_is_its_own(service: str) -> None:
    import_everything()
    own = (f"services.{service}.", "services.kit.")
    names = [each.__name__ for each in all_problems() if each.__module__.startswith(own)]
    complain(sorted({name for name in names if names.count(name) > 1}), "The class name is the type: take another.")


@pytest.mark.parametrize("service", SERVICES)
def test_every_noun_has_its_test_file(service: str) -> None:
    folder = ROOT / "services" / service
    places = {folder, *areas_of(service)}
    nouns = [module.path.relative_to(folder) for module in modules(f"services/{service}")
             if module.path.parent in places and module.path.stem not in {"__init__", "__main__"}
             and any(module.functions())]  # fmt: skip
    tests = ROOT / "tests" / service
    wrong = [str(noun) for noun in nouns if not (tests / noun.with_name(f"test_{noun.name}")).exists()]
    complain(wrong, f"Write tests/{service}/test_<noun>.py; its names say the noun's rules.")
