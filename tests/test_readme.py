"""The README is kept honest: its transcript is what the demo says, its query works, its tables name what exists."""

import re
from pathlib import Path

import duckdb

from flows.settle_month import Order, settle_month
from flows.simulation import DEMO, MUNICIPAL_DEMO, make
from reports.run_summary import as_plain_text

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()


def block(language: str) -> str:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)[-1]


def test_the_transcript_and_the_query_of_the_readme_are_real(tmp_path):
    runs = []
    for demo in (DEMO, MUNICIPAL_DEMO):
        delivery = make(tmp_path / demo.register, demo)
        runs.append(settle_month(Order(demo.month, delivery, tmp_path / "home")))
    summary = runs[0]
    said = {line.rstrip() for run in runs for line in as_plain_text(run.described()).splitlines()}
    differs = re.compile(r"^(Marts: |The delivery that|Where to look|Site: |\.\.\.|[a-z, ]+: [0-9.]+ s$|$)")
    shown = [line.rstrip() for line in block("text").splitlines() if not differs.match(line)]
    assert len(shown) > 20
    assert [line for line in shown if line not in said] == []
    with duckdb.connect(str(summary.marts), read_only=True) as marts:
        assert len(marts.execute(block("sql")).fetchall()) == 5


def test_every_file_that_the_readme_names_exists():
    table = README.partition("## Where a rule lives")[2].partition("## Words")[0]
    for row in re.findall(r"\|[^|]+\|([^|]+)\|", table):
        folder = ""
        for name in re.findall(r"`([a-z_/*.0-9]+)`", row):
            folder = name.rpartition("/")[0] or folder
            assert list(ROOT.glob(name if "/" in name else f"{folder}/{name}")), name
