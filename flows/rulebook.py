"""The rulebook's files: `python -m flows.rulebook` makes them again from the code, the facts and the tests of this tree."""

from pathlib import Path
from typing import Any

import reports
from flows.facts import SHIPPED, read_facts
from reports.rulebook_page import as_json, as_markdown, describe_rules

REPORTS = Path(str(reports.__file__)).parent
ROOT = REPORTS.parent


def read_texts(*patterns: str) -> dict[str, str]:
    """The files of the tree that match, by their paths in it."""
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for pattern in patterns
        for path in sorted(ROOT.glob(pattern))
    }


def read_rulebook() -> dict[str, Any]:
    """The rulebook as data, from this tree as it is. It needs the tests, which an installed package does not have."""
    code = read_texts("transforms/*.py", "flows/*.py")
    stages = read_texts("flows/verification/*.sql")
    stories = [
        path.parent.relative_to(ROOT).as_posix() for path in sorted(ROOT.glob("tests/ledger/scenarios/*/story.md"))
    ]
    return describe_rules(read_facts(SHIPPED), code, read_texts("tests/**/test_*.py"), stages, stories)


def main() -> None:
    """Write both files."""
    rulebook = read_rulebook()
    (REPORTS / "rulebook.md").write_text(as_markdown(rulebook), encoding="utf-8")
    (REPORTS / "rulebook.json").write_text(as_json(rulebook), encoding="utf-8")


if __name__ == "__main__":
    main()
