"""The conventions of the house, held by tests: who may import what, what a public function says, what a name may be."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("flows", "transforms", "schemas", "data", "reports")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
RULES = sorted((ROOT / "transforms").glob("*.py"))


def imported(path: Path) -> set[str]:
    nodes = list(ast.walk(ast.parse(path.read_text())))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return plain | {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}


def packages_of(path: Path) -> set[str]:
    return {name.partition(".")[0] for name in imported(path)}


def public_functions(path: Path) -> list[ast.FunctionDef]:
    tree = ast.parse(path.read_text())
    return [node for node in tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", RULES, ids=name_of)
def test_a_rule_knows_polars_and_other_rules_only(path):
    standard = {"collections", "dataclasses", "datetime", "decimal", "fractions", "typing"}
    assert packages_of(path) <= {"polars", "transforms"} | standard


def test_prefect_is_known_to_the_flows_only():
    assert {name_of(path) for path in MODULES if "prefect" in packages_of(path)} == {"flows/orchestration.py"}


def test_duckdb_is_known_to_flows_and_reports_only():
    assert {path.relative_to(ROOT).parts[0] for path in MODULES if "duckdb" in packages_of(path)} <= {
        "flows",
        "reports",
    }


def test_schemas_know_no_flow_and_reports_know_no_flow():
    assert {path.relative_to(ROOT).parts[0] for path in MODULES if "flows" in packages_of(path)} <= {"flows"}


def test_the_second_engine_knows_no_rule_no_schema_and_of_the_flows_only_what_can_go_wrong():
    for path in (ROOT / "flows" / "verification").glob("*.py"):
        own = {name for name in imported(path) if not name.startswith("flows.verification")}
        assert {name for name in own if name.partition(".")[0] in (*PACKAGES, "tests")} <= {"flows.failures"}


def test_the_first_engine_knows_nothing_of_the_second():
    knowing = {name_of(path) for path in MODULES if any("verification" in name for name in imported(path))}
    assert not {name for name in knowing if not name.startswith("flows/")}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_public_function_says_what_it_does(path):
    assert not [node.name for node in public_functions(path) if not ast.get_docstring(node)]


@pytest.mark.parametrize("path", RULES, ids=name_of)
def test_a_module_of_rules_names_its_source(path):
    text = path.read_text()
    assert not path.read_text() or "Source:" in text or "Rule" in text


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_holds_one_noun(path):
    assert len(path.read_text().splitlines()) <= 250
    assert not re.search(r"\b(utils?|helpers?|common|core)\b", path.stem)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_no_name_is_df_or_tmp(path):
    names = {node.id for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Name)}
    assert not names & {"df", "tmp", "data_frame", "res"}


@pytest.mark.parametrize("path", RULES, ids=name_of)
def test_each_rounding_names_its_mode_and_each_pick_its_order(path):
    for call in (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)):
        keywords = {keyword.arg for keyword in call.keywords}
        if isinstance(call.func, ast.Attribute) and call.func.attr == "round":
            assert "mode" in keywords
        if isinstance(call.func, ast.Attribute) and call.func.attr == "unique" and "keep" in keywords:
            assert "maintain_order" in keywords or "sort(" in path.read_text()


def test_no_krone_from_law_stands_in_code():
    printed = {"750", "1591", "3068", "4241", "10861", "640", "855", "1381", "525", "1114", "2147", "2969", "7306"}
    numbers = {
        str(node.value)
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float | str)
    }
    assert not numbers & printed


def test_join_asof_is_used_by_join_in_force_only():
    assert {name_of(path) for path in MODULES if "join_asof(" in path.read_text()} == {"transforms/dated.py"}


HOSTS = {"127.0.0.1", "www.w3.org", "vega.github.io", "schemas.openxmlformats.org", "site.invalid", "x.example"}
"""Whose addresses may stand in the tree: this machine, names of formats, and names that lead nowhere."""

ADDRESS = re.compile(r"\b[a-z]+://([a-z0-9.-]*[a-z0-9])|\b((?:[a-z0-9-]+\.)+(?:org|com|net|io|dev))\b")
"""A host behind a scheme, or by its name alone."""


def test_the_tree_names_no_registry_and_no_path_of_one_machine():
    machine = re.compile(r"(^|[\s\"'=(|])/(work|farm|root|home|tmp)/")
    folders = ("flows", "transforms", "schemas", "data", "tests", "reports", ".ci")
    tracked = [path for path in ROOT.glob("*") if path.is_file() and path.name != ".git"]
    tracked += [
        path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file() and path.suffix != ".pyc"
    ]
    assert len(tracked) > 300
    for path in tracked:
        text = path.read_text(encoding="utf-8", errors="ignore")
        assert not machine.search(text), name_of(path)
        assert {one or other for one, other in ADDRESS.findall(text)} <= HOSTS, name_of(path)
