"""An audit's certificate: lines for the terminal, a page in Danish, and JSON for programs. Never a row's content."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import polars as pl
from rich.console import Group, RenderableType
from rich.text import Text

from reports.danish import write_number
from reports.tables import draw_table
from reports.templating import open_templates
from transforms.bilateral_comparing import KRONER_OF
from transforms.sharing import AMOUNTS

CAUSES = {
    "activity_added": "Aktivitet kommet til",
    "activity_withdrawn": "Aktivitet udgået",
    "activity_changed": "Aktivitet ændret",
    "residence": "Bopæl ændret",
    "plan_or_course": "Genoptræningsplan eller forløb ændret",
    "facts": "Takster og andre fakta",
    "code_version": "Programmets version",
    "archive": "Arkivet er beskadiget",
}
"""The causes on a certificate, in Danish."""

PROOFS = {
    "ledger": "Hovedbogen",
    "bilateral ledger": "Den bilaterale hovedbog",
    "marts": "Tabellerne",
    "content": "Indholdet",
    "archive": "Arkivet:",
    "manifest": "Arkivets fortegnelse",
}
"""What is proven on a certificate, in Danish."""


def describe_audit(audit: Any) -> RenderableType:
    """An audit for the terminal: the word identical, or the difference in kroner by cause; then what was proven."""
    head = f"Audit of {audit.run['settlement_month']} ({audit.run['round']}), run {audit.run['run_id']}, with {audit.inputs}"
    verdict = "identical" if audit.is_identical else "NOT identical"
    compared = f"Compared: activity from {audit.window.first} to {audit.window.last}{describe_part(audit)}"
    kroner = draw_table("", "events", *AMOUNTS)
    for name, sums in (("then", audit.then), ("now", audit.now)):
        kroner.add_row(name, f"{sums['events']:,}", *(f"{sums[column]:,}" for column in AMOUNTS))
    for row in audit.differences.rows(named=True):
        kroner.add_row(f"  {row['cause']}", f"{row['events']:,}", *(f"{row[column]:+,}" for column in AMOUNTS))
    kroner.add_row("residual", "", *(f"{audit.residual[column]:,}" for column in AMOUNTS))
    named = [Text(f"{row['cause']}: {row['what']}") for row in audit.differences.rows(named=True) if row["what"]]
    broken = [Text(f"{proof.what}: {proof.detail}") for proof in audit.proofs if not proof.holds]
    held = sum(proof.holds for proof in audit.proofs)
    return Group(
        Text(head, style="bold"),
        Text(verdict, style="bold"),
        Text(compared),
        "",
        kroner,
        *named,
        *describe_bilateral(audit.bilateral),
        "",
        Text(f"Proven unchanged: {held} of {len(audit.proofs)} (ledger, content, each archived file)"),
        *broken,
    )


def describe_bilateral(bilateral: Any) -> Iterator[RenderableType]:
    """What the parties settle between themselves, then and now, and the difference by cause; never added to what is collected."""
    if bilateral.then["visits"] or bilateral.now["visits"]:
        table = draw_table("Bilateral", "visits", *KRONER_OF)
        for name, sums in (("then", bilateral.then), ("now", bilateral.now)):
            table.add_row(name, *(f"{sums[column]:,}" for column in ("visits", *KRONER_OF)))
        for row in bilateral.differences.rows(named=True):
            table.add_row(f"  {row['cause']}", f"{row['visits']:,}", *(f"{row[column]:+,}" for column in KRONER_OF))
        table.add_row("residual", "", *(f"{bilateral.residual[column]:,}" for column in KRONER_OF))
        yield from ("", table)
        yield from (
            Text(f"{row['cause']}: {row['what']}") for row in bilateral.differences.rows(named=True) if row["what"]
        )


def describe_part(audit: Any) -> str:
    """Whether only a part of the run was compared, since the given delivery covers no more."""
    whole = (audit.run["window_from"], audit.run["window_to"])
    return "" if tuple(audit.window) == whole else f", a part of what the run computed ({whole[0]} to {whole[1]})"


def as_json(audit: Any, issued_on: str) -> str:
    """An audit as JSON; kroner as text, so that no program rounds them."""
    content = {
        "verdict": "identical" if audit.is_identical else "different",
        "issued_on": issued_on,
        "run": {name: None if value is None else str(value) for name, value in audit.run.items()},
        "inputs": audit.inputs,
        "compared_from": str(audit.window.first),
        "compared_to": str(audit.window.last),
        "code_version": audit.code_version,
        "then": audit.then,
        "now": audit.now,
        "differences": audit.differences.to_dicts(),
        "residual": audit.residual,
        "bilateral": audit.bilateral._replace(differences=audit.bilateral.differences.to_dicts())._asdict(),
        "proofs": [proof._asdict() for proof in audit.proofs],
    }
    return json.dumps(content, indent=2, ensure_ascii=False, default=str) + "\n"


def as_page(audit: Any, issued_on: str) -> str:
    """An audit as a page for people, in Danish."""
    templates = open_templates(kroner=partial(write_number, decimals=2), number=write_number, proven=name_proof)
    run: Mapping[str, Any] = audit.run
    basis: Sequence[tuple[str, Any]] = [
        ("Kørt med", audit.inputs),
        ("Udtrukket", run["drawn_on"]),
        ("Aktivitet i kørslen", f"{run['window_from']} til {run['window_to']}"),
        ("Aktivitet sammenlignet", f"{audit.window.first} til {audit.window.last}"),
        ("Leverance", run["delivery_id"]),
        ("Fakta", run["facts_id"]),
        ("Indhold", run["content_hash"]),
        ("Program da", run["code_version"]),
        ("Program nu", audit.code_version),
    ]
    return templates.get_template("certificate.html").render(
        run=run,
        is_identical=audit.is_identical,
        issued_on=issued_on,
        then=audit.then,
        now=audit.now,
        differences=audit.differences.to_dicts(),
        residual=audit.residual,
        bilateral=audit.bilateral,
        proofs=audit.proofs,
        causes=CAUSES,
        basis=basis,
    )


def describe_difference(before: str, after: str, sums: pl.DataFrame, events: pl.DataFrame) -> RenderableType:
    """What differs between two runs: sums by kind of change, and the first events."""
    table = draw_table("", "events", *AMOUNTS)
    for change, number, *kroner in sums.rows():
        table.add_row(change, f"{number:,}", *(f"{amount:+,}" for amount in kroner))
    listed = draw_table("event", "change", "payable before", "payable after", right_from=2)
    for row in events.rows():
        listed.add_row(*("not charged" if cell is None else str(cell) for cell in row))
    nothing = [] if sums.height else [Text("identical")]
    return Group(Text(f"{before} -> {after}", style="bold"), *nothing, *([table, "", listed] if sums.height else []))


def name_proof(what: str) -> str:
    """What was proven, in Danish, with the file that it is about."""
    kind, _, file = what.partition(": ")
    return " ".join([PROOFS.get(kind, kind), file]).strip()
