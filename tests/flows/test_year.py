"""Months with corrections, settled one by one and audited from the archive alone. A whole year: `python -m tests.flows.year`."""

import io

from rich.console import Console

from tests.flows.year import settle_and_audit


def test_months_with_corrections_are_identical_when_audited(tmp_path):
    console = Console(file=io.StringIO(), width=160)
    assert settle_and_audit(tmp_path, 3, 300, console) == [True, True, True]
    said = console.file.getvalue()
    assert " 0 reversals" in said.splitlines()[0]
    assert " 0 reversals" not in said.splitlines()[2]
    residuals = [line.split()[1:] for line in said.splitlines() if line.startswith("residual")]
    assert len(residuals) == 6, "of what is collected and of what is bilateral, for each month"
    assert {amount for amounts in residuals for amount in amounts} == {"0.00"}
