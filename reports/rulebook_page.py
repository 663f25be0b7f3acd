"""The rulebook: every rule with its words, its source, where it lives, what it rests on, and the tests that hold it.

Generated, never written: `reports/rulebook.md` for people, `reports/rulebook.json` for whatever shows it elsewhere.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath as Path
from typing import Any

import polars as pl

from reports.control_lists import CONTROL_LISTS
from reports.reasons import REASONS
from reports.rulebook import LEDGER_RULES, QUOTES, RULES, WORDS
from reports.rules_in_code import Home, Test, find_engine_parts, find_homes, find_other_tests, find_tests
from reports.templating import open_templates
from transforms.assumptions import READINGS
from transforms.dated import KEYS, Facts
from transforms.policies import CONTROL_DEFAULTS, DEFAULTS

LISTED = 40
"""So many rows of a fact table are listed one by one; of more, their number by status."""

PROVENANCE = ("valid_from", "valid_to", "status", "source", "note")


def describe_rules(
    facts: Facts, code: Mapping[str, str], tests: Mapping[str, str], stages: Mapping[str, str], scenarios: Sequence[str]
) -> dict[str, Any]:
    """The rulebook as data, in the order of the rules. Raises KeyError for a rule without a home.

    In: module or file -> its text; `scenarios`: the folders of months that show how is booked (R13), `given_...`.
    """
    homes, held, parts = find_homes(code), find_tests(tests), find_engine_parts(stages)
    rules = {
        name: {
            "rule": name,
            **rule._asdict(),
            "quotes": [
                {"of": of, "quote": quote} for (of_rule, of), quote in QUOTES.items() if of_rule == name and quote
            ],
            "readings": [reading for (of_rule, _), reading in READINGS.items() if of_rule == name],
            "homes": [
                {part: getattr(home, part) for part in ("module", "function", "says", "source")} for home in homes[name]
            ],
            "second_engine": parts.get(name, []),
            "facts": describe_facts(facts, homes[name]),
            "tests": [test._asdict() for test in held.get(name, [])],
        }
        for name, rule in (RULES | LEDGER_RULES).items()
    }
    reasons = [{"reason": name, "says": reason.says, "source": reason.source} for name, reason in REASONS.items()]
    rules["R8"]["reasons"] = reasons
    stories = [Test(str(Path(folder).parent), Path(folder).name.replace("_", " ")) for folder in scenarios]
    rules["R13"]["tests"] += [story._asdict() for story in stories]
    control_lists = [
        {"list": name, **words._asdict(), "policies": list(words.policies)} for name, words in CONTROL_LISTS.items()
    ]
    policies = [
        row for row in list_rows(facts, "policies") if row["key"].split()[0] in {name for name, _ in CONTROL_DEFAULTS}
    ]
    return {
        "words": WORDS,
        "rules": list(rules.values()),
        "other_tests": find_other_tests(tests),
        "control_lists": control_lists,
        "control_policies": policies,
    }


def describe_facts(facts: Facts, homes: list[Home]) -> dict[str, Any]:
    """What the homes of a rule rest on: rows of fact tables and policies, or their number by status where they are many."""
    tables = sorted({table for home in homes for table in home.facts} - {"policies"})
    rows: list[dict[str, Any]] = []
    counts: list[dict[str, Any]] = []
    for table in tables:
        if getattr(facts, table).height <= LISTED:
            rows += list_rows(facts, table)
        else:
            counts += count_rows(facts, table)
    named = {policy for policy, _ in DEFAULTS if any(policy in home.text for home in homes)}
    rows += [row for row in list_rows(facts, "policies") if row["key"].split()[0] in named]
    return {"tables": [*tables, *(["policies"] if named else [])], "rows": rows, "counts": counts}


def list_rows(facts: Facts, table: str) -> list[dict[str, Any]]:
    """The rows of a fact table in one shape: fact, key, value, and where they come from."""
    rows: pl.DataFrame = getattr(facts, table)
    values = [name for name in rows.columns if name not in (*KEYS[table], *PROVENANCE)]
    said = [
        {
            "fact": table,
            "key": " ".join(str(row[name]) for name in KEYS[table] if row[name] is not None),
            "value": ", ".join(f"{name} {row[name]}" for name in values if row[name] is not None),
            **{name: row[name] if row[name] is None else str(row[name]) for name in PROVENANCE},
        }
        for row in rows.rows(named=True)
    ]
    return sorted(said, key=lambda row: (row["key"], row["valid_from"]))


def count_rows(facts: Facts, table: str) -> list[dict[str, Any]]:
    """How many rows of a fact table there are of each status."""
    counted = getattr(facts, table).group_by("status").len().sort("status")
    return [{"fact": table, "status": status, "rows": rows} for status, rows in counted.rows()]


def as_json(rulebook: Mapping[str, Any]) -> str:
    """The rulebook for programs."""
    return json.dumps(rulebook, indent=1, ensure_ascii=False) + "\n"


def as_markdown(rulebook: Mapping[str, Any]) -> str:
    """The rulebook for people."""
    templates = open_templates(is_html=False, cell=write_cell)  # Markdown, and of our own texts alone
    return templates.get_template("rulebook.md").render(**rulebook)


def write_cell(text: str | None) -> str:
    """A text in a cell of a Markdown table."""
    return (text or "").replace("|", "\\|")
