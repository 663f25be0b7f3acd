"""The rulebook as a page of the site: what `make rulebook` made of docstrings, facts and tests."""

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Any

from reports.reasons import REASONS as IN_FULL
from reports.site.basis import count_rows
from reports.site.parts import Cell, Table, columns
from reports.site.rules_in_danish import RULES
from reports.site.words import REASONS, STATUSES


def read_rulebook() -> Mapping[str, Any]:
    """The rulebook as it is kept beside the code."""
    return dict(json.loads((files("reports") / "rulebook.json").read_text(encoding="utf-8")))


def list_rules(rulebook: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every rule with its name and short form in Danish, and its homes, facts and tests as tables."""
    tables = (("homes_table", tabulate_homes), ("facts_table", tabulate_facts), ("tests_table", tabulate_tests))
    return [
        {**rule, "name": RULES[rule["rule"]][0], "in_short": RULES[rule["rule"]][1]}
        | {name: tabulate(rule) for name, tabulate in tables}
        for rule in rulebook["rules"]
    ]


def tabulate_homes(rule: Mapping[str, Any]) -> Table:
    """Where a rule stands in the code."""
    body = [
        [
            Cell(home["function"] or home["module"], is_code=True),
            Cell(home["module"], is_code=True),
            Cell(home["says"], is_english=True),
        ]
        for home in rule["homes"]
    ]
    heads = columns("Funktion", "Modul", "Hvad den siger (engelsk)", text=3)
    return Table(f"{rule['rule']}: hvor den står i programmet", heads, body)


def tabulate_facts(rule: Mapping[str, Any]) -> Table:
    """The facts that a rule rests on: rows one by one, large tables as counts by status."""
    rows = [
        [
            Cell(f"{fact['fact']} {fact['key']}", is_code=True),
            Cell(fact["value"]),
            Cell(STATUSES[fact["status"]], tag=fact["status"]),
            Cell(fact["source"] or "", is_english=True),
        ]
        for fact in rule["facts"]["rows"]
    ]
    counts = [
        [
            Cell(count["fact"], is_code=True),
            Cell(count_rows(count["rows"])),
            Cell(STATUSES[count["status"]], tag=count["status"]),
            Cell(""),
        ]
        for count in rule["facts"]["counts"]
    ]
    heads = columns("Fakta", "Værdi", "Status", "Kilde (engelsk)", text=4)
    return Table(f"{rule['rule']}: fakta", heads, [*rows, *counts])


def tabulate_tests(rule: Mapping[str, Any]) -> Table:
    """The tests that hold a rule, by their names, which are sentences."""
    body = [[Cell(test["says"], is_english=True), Cell(test["module"], is_code=True)] for test in rule["tests"]]
    return Table(f"{rule['rule']}: prøver", columns("Hvad den holder (engelsk)", "Modul", text=2), body)


def tabulate_reasons() -> Table:
    """Why an event is set aside, in the order in which it is asked."""
    body = [
        [
            Cell(REASONS[name]),
            Cell(name, is_code=True),
            Cell(reason.says, is_english=True),
            Cell(reason.source, is_english=True),
        ]
        for name, reason in IN_FULL.items()
    ]
    caption = "Årsager til frasortering (R8), i den rækkefølge de prøves"
    return Table(caption, columns("Årsag", "Kode", "Hvad (engelsk)", "Kilde (engelsk)", text=4), body)


def tabulate_control_lists(rulebook: Mapping[str, Any]) -> Table:
    """The control lists: what each means, and what is asked of whom."""
    body = [
        [
            Cell(one["title"]),
            Cell(one["list"], is_code=True),
            Cell(one["means"]),
            Cell(one["municipality"]),
            Cell(one["region"]),
        ]
        for one in rulebook["control_lists"]
    ]
    heads = columns("Liste", "Kode", "Hvad", "Kommunen", "Regionen", text=5)
    return Table("Kontrollister: hvad mennesker bør se på", heads, body)
