"""Where each rule lives: read off the docstrings of the code, the comments of the second engine, and the names of the tests.

Everything here works on source texts by their names, so that it reads no file itself. A function is a rule's home when its
docstring names the rule (`Rule R9`, `contract R4`); one that names a range (`Rules R2-R6`) only calls the homes.
"""

import ast
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

RULE = re.compile(r"\bR([1-9][0-9]?)\b")
RANGE = re.compile(r"\bR[0-9]+-R[0-9]+\b")

READERS = (
    "transforms/tracing.py",
    "transforms/citing.py",
    "transforms/control_lists.py",
    "transforms/control_courses.py",
)
"""Modules that tell of rules and decide nothing."""


class Home(NamedTuple):
    """Where a rule is held. function: empty of a whole module. says: its first sentence. source: what it cites, or nothing.

    facts: fact tables that it reads. text: its code, by which policies are found.
    """

    module: str
    function: str
    says: str
    source: str
    facts: tuple[str, ...]
    text: str


class Test(NamedTuple):
    """A test: its module and its name as a sentence."""

    module: str
    says: str


def find_homes(modules: Mapping[str, str]) -> dict[str, list[Home]]:
    """The homes of each rule in their order. In: module -> its code."""
    homes: dict[str, list[Home]] = {}
    for module, code in sorted(modules.items()):
        if module in READERS:
            continue
        for function, docstring, node in list_documented(ast.parse(code)):
            text = code if isinstance(node, ast.Module) else ast.get_source_segment(code, node) or ""
            for rule in name_rules(docstring):
                source = docstring.partition("Source: ")[2]
                home = Home(module, function, first_sentence(docstring), first_sentence(source), list_facts(node), text)
                homes.setdefault(rule, []).append(home)
    return homes


def list_documented(tree: ast.Module) -> Iterator[tuple[str, str, ast.Module | ast.FunctionDef]]:
    """The module and its functions that have a docstring, with it."""
    for node in (tree, *(node for node in tree.body if isinstance(node, ast.FunctionDef))):
        docstring = ast.get_docstring(node)
        if docstring:
            yield ("" if isinstance(node, ast.Module) else node.name), docstring, node


def name_rules(text: str) -> list[str]:
    """The rules that a text names one by one, in their order."""
    return [f"R{number}" for number in sorted({int(number) for number in RULE.findall(RANGE.sub("", text))})]


def first_sentence(text: str) -> str:
    """A text's first sentence, on one line."""
    paragraph = " ".join(text.partition("\n\n")[0].split())
    return re.split(r"(?<=[.?!])\s+(?=[A-ZÆØÅ`])", paragraph)[0]


def list_facts(node: ast.Module | ast.FunctionDef) -> tuple[str, ...]:
    """The fact tables that a function reads: what it takes from its argument `facts`."""
    if isinstance(node, ast.Module):
        return ()
    read = (
        part.attr
        for part in ast.walk(node)
        if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id == "facts"
    )
    return tuple(sorted(set(read)))


def find_engine_parts(stages: Mapping[str, str]) -> dict[str, list[str]]:
    """The stages of the second engine that hold each rule, by their comments. In: file -> its SQL."""
    parts: dict[str, list[str]] = {}
    for stage, sql in sorted(stages.items()):
        comments = "\n".join(re.findall(r"--.*$", sql, flags=re.MULTILINE))
        for rule in name_rules(comments):
            parts.setdefault(rule, []).append(stage)
    return parts


def find_tests(modules: Mapping[str, str]) -> dict[str, list[Test]]:
    """The tests of each rule: of modules that name it, all; of others, those that name it themselves."""
    tests: dict[str, list[Test]] = {}
    for module, code in sorted(modules.items()):
        documented = {function: docstring for function, docstring, _ in list_documented(ast.parse(code))}
        of_module = name_rules(documented.get("", ""))
        for name in list_test_names(code):
            for rule in of_module or name_rules(documented.get(f"test_{name}", "")):
                tests.setdefault(rule, []).append(Test(module, name.replace("_", " ")))
    return tests


def find_other_tests(modules: Mapping[str, str]) -> list[dict[str, Any]]:
    """The modules whose tests name no single rule, with what they are about and how many they are: module, says, tests."""
    of_rules = {test.module for tests in find_tests(modules).values() for test in tests}
    return [
        {
            "module": module,
            "says": first_sentence(ast.get_docstring(ast.parse(code)) or ""),
            "tests": len(list_test_names(code)),
        }
        for module, code in sorted(modules.items())
        if module not in of_rules
    ]


def list_test_names(code: str) -> list[str]:
    """The names of a module's tests, without `test_`, in their order."""
    return re.findall(r"^def test_(\w+)\(", code, flags=re.MULTILINE)
