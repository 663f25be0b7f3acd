"""An auditor's re-run: a month made again from the archive, and what differs, in kroner by cause, to the last øre."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from flows.archive import Archive, Manifest
from flows.bilateral_audit import BilateralAudit, compare_bilateral, lose_bilateral, read_label
from flows.facts_difference import list_fact_steps
from flows.failures import PERSONAL_NUMBER, ArchiveDamaged, FactsIncomplete, WrongUsage
from flows.home import Home
from flows.identity import code_version
from flows.order import Order, keep_published
from flows.proofs import Proof, prove_content, prove_ledger, prove_marts, prove_objects
from flows.results import Result, compare_results, fetch_result, find_shared_window
from flows.settle_month import compute_order
from flows.warehouse import read_runs, sum_known
from transforms.bilateral_events import HOSPITALS
from transforms.comparing import add_change, sum_changes
from transforms.settlement import Window
from transforms.sharing import AMOUNTS

CAUSES = {
    "added": "activity_added",
    "withdrawn": "activity_withdrawn",
    "code_changed": "activity_changed",
    "other": "activity_changed",
    "residence_changed": "residence",
    "plan_or_course_changed": "plan_or_course",
}
"""Why an event differs between two deliveries -> the cause on the certificate."""

LISTED = 20
"""So many events of a difference are listed one by one."""

DIFFERENCE = {"cause": pl.String, "what": pl.String, "events": pl.Int64} | dict.fromkeys(AMOUNTS, pl.Decimal(14, 2))


class Audit(NamedTuple):
    """What the re-run came to.

    window: the days that were compared. then, now: charges and kroner of the run and of the re-run. differences: cause,
    what, events, and kroner (now less then). residual: kroner that the causes do not explain. bilateral: the same of what the
    parties settle between themselves.
    """

    run: dict[str, Any]
    inputs: str
    window: Window
    code_version: str
    proofs: list[Proof]
    then: dict[str, Any]
    now: dict[str, Any]
    differences: pl.DataFrame
    residual: dict[str, Any]
    bilateral: BilateralAudit

    @property
    def is_identical(self) -> bool:
        """Whether nothing differs and everything that was archived and booked is as it was."""
        return (
            self.differences.is_empty()
            and self.bilateral.differences.is_empty()
            and all(proof.holds for proof in self.proofs)
        )


def audit_month(
    home: Home,
    month: str,
    run_id: str | None,
    delivery: Path | None = None,
    facts: Path | None = None,
    register: str = HOSPITALS,
) -> Audit:
    """Run a month again from the archive, or with what is given in its place; books nothing. Raises WrongUsage (exit 2)."""
    run = find_run(home, month, run_id, register)
    given = (
        f"delivery {delivery}" if delivery else "the archived delivery",
        f"facts {facts}" if facts else "the archived facts",
    )
    inputs = PERSONAL_NUMBER.sub("**********", ", ".join(given))
    proofs = [prove_ledger(home, run), prove_ledger(home, run, "bilateral_ledger"), *prove_marts(home, run)]
    booked = sum_known(home.marts, run)
    archive = Archive(home)
    try:
        manifest = archive.read_manifest(run["run_id"], run["manifest"])
        proofs += prove_objects(archive, manifest)
        with home.scratch() as scratch:
            results = list(rerun(archive, manifest, run, scratch, delivery, facts))
    except ArchiveDamaged as damaged:
        lost = {"cause": "archive", "what": damaged.file, "events": booked["events"]}
        lost |= {name: -booked[name] for name in AMOUNTS}
        nothing = booked | dict.fromkeys(["events", *AMOUNTS], 0)
        window = Window(run["window_from"], run["window_to"])
        lost_rows = pl.DataFrame([lost], schema=DIFFERENCE)
        return conclude(run, inputs, window, proofs, booked, nothing, lost_rows, lose_bilateral(home, run))
    window = find_shared_window(result for _, result in results)
    compared = [(label, result.within(window)) for label, result in results]
    differences = [name_causes(before, after, label) for (_, before), (label, after) in pairwise(compared)]
    then, now = compared[0][1], compared[-1][1]
    bilateral = compare_bilateral([(label, result.bilateral) for label, result in compared])
    if bilateral.differences.is_empty() and all(rows.is_empty() for rows in differences):
        proofs.append(prove_content(*(" ".join(result.hashes) for result in (then, now))))
    return conclude(run, inputs, window, proofs, total(then), total(now), pl.concat(differences), bilateral)


def find_run(home: Home, month: str | None, run_id: str | None, register: str = HOSPITALS) -> dict[str, Any]:
    """A published run: the one that is named, else the month's latest of a register. Raises WrongUsage (exit 2)."""
    if not home.marts.exists():
        raise WrongUsage(f"There are no marts at {home.marts}: settle a month first, or give the home with --home.")
    wanted = {"settlement_month": month, "run_id": run_id, "register_name": None if run_id else register}
    runs = keep_published(read_runs(home.marts)).filter(
        pl.col(name) == value for name, value in wanted.items() if value
    )
    if runs.is_empty():
        named = " of ".join(value for value in (run_id, month) if value)
        raise WrongUsage(
            f"{home.folder} holds no published run {named} of register {register}: `genopt runs` lists what it holds."
        )
    return runs.row(-1, named=True)


def rerun(
    archive: Archive, manifest: Manifest, run: dict[str, Any], scratch: Path, delivery: Path | None, facts: Path | None
) -> Iterator[tuple[str, Result]]:
    """The result then, and again by this code, by each fact table that is given, by the delivery that is given.

    Each with what is new in it. Raises ArchiveDamaged.
    """
    delivered = archive.check_out(manifest.delivery, scratch / "delivery")
    known = archive.check_out(manifest.facts, scratch / "facts")
    order = Order(
        run["settlement_month"],
        delivered,
        scratch,
        known,
        is_final=manifest.is_final,
        max_rejected_share=manifest.max_rejected_share,
    )
    again = make_again(order)
    is_same = again.hashes == (run["content_hash"], run["bilateral_hash"])
    yield "then", again if is_same else fetch_result(archive, manifest)
    yield "code_version", again
    if facts:
        what, folder, refused = "", known, None
        for described, folder in list_fact_steps(known, facts, scratch):
            what = f"{what}; {described}" if what else described
            try:
                again = make_again(order._replace(facts=folder))
            except FactsIncomplete as refusal:  # half of what belongs together: taken with the next table
                refused = refusal
                continue
            yield f"facts: {what}", again
            what, refused = "", None
        if refused:
            raise refused
        order = order._replace(facts=folder)
    if delivery:
        yield "delivery", make_again(order._replace(delivery=delivery))


def make_again(order: Order) -> Result:
    """What an order comes to now."""
    computed, window = compute_order(order)
    return Result(computed.charges, computed.set_aside, computed.bilateral, window)


def name_causes(before: Result, after: Result, label: str) -> pl.DataFrame:
    """The differences between one step and the next, in the shape of `DIFFERENCE`."""
    is_delivery, kind, what = read_label(label)
    changes = compare_results(before, after).pipe(add_change, pl.lit(not is_delivery), "cpr")
    cause = pl.col("change").cast(pl.String).replace(CAUSES) if is_delivery else pl.lit(kind)
    described = pl.lit(what)
    return (
        sum_changes(changes)
        .with_columns(cause.alias("cause"), described.alias("what"))
        .group_by("cause", "what")
        .agg(pl.col("events", *AMOUNTS).sum())
        .sort("cause")
        .cast(dict(DIFFERENCE))
    )


def total(result: Result) -> dict[str, Any]:
    """Charges and kroner of a result."""
    return {"events": result.charges.height} | result.charges.select(pl.col(*AMOUNTS).sum()).row(0, named=True)


def conclude(
    run: dict[str, Any],
    inputs: str,
    window: Window,
    proofs: Sequence[Proof],
    then: dict[str, Any],
    now: dict[str, Any],
    differences: pl.DataFrame,
    bilateral: BilateralAudit,
) -> Audit:
    """The audit, with the residual that its causes leave."""
    explained = differences.select(pl.col(*AMOUNTS).sum()).row(0, named=True)
    residual = {name: now[name] - then[name] - explained[name] for name in AMOUNTS}
    return Audit(run, inputs, window, code_version(), list(proofs), then, now, differences, residual, bilateral)


def compare_runs(home: Home, before: str, after: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What two published runs computed differently: sums by kind of change, and the first events with their amounts."""
    archive = Archive(home)
    runs = [find_run(home, None, run_id) for run_id in (before, after)]
    results = [fetch_result(archive, archive.read_manifest(run["run_id"], run["manifest"])) for run in runs]
    window = find_shared_window(results)
    other_facts = runs[0]["facts_id"] != runs[1]["facts_id"]
    changes = (
        compare_results(*(result.within(window) for result in results))
        .pipe(add_change, pl.lit(other_facts), "cpr")
        .sort("event_id")
    )
    return sum_changes(changes), changes.select("event_id", "change", "payable_kr", "payable_kr_after").head(LISTED)
