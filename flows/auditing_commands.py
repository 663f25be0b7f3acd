"""Commands for those who ask what a run did: the runs, one event explained, a month audited, two runs compared."""

from pathlib import Path
from typing import Annotated

import typer

from flows.options import HomeOption, MonthArgument


def runs(home: HomeOption = Path("var")) -> None:
    """The runs of a home, newest first."""
    from flows.failures import WrongUsage
    from flows.home import Home
    from flows.warehouse import read_runs
    from reports.run_summary import open_console, tabulate_runs

    marts = Home(home).marts
    if not marts.exists():
        raise WrongUsage(f"There are no marts at {marts}: settle a month first, or give the home with --home.")
    open_console().print(tabulate_runs(read_runs(marts).reverse()))


def explain(
    event_id: Annotated[str, typer.Argument(help="As in charges or set_aside, e.g. V:CONTACT:2007-03-05.")],
    home: HomeOption = Path("var"),
    show_cpr: Annotated[bool, typer.Option("--show-cpr", help="Show the citizen's CPR number too.")] = False,
) -> None:
    """One event, charged, set aside or settled bilaterally: the rows, the rules and the facts that decided it."""
    from flows.bilateral_explaining import explain_visit
    from flows.explaining import explain_event, stop_at_differences
    from flows.home import Home
    from reports.bilateral_explanation import describe_visit
    from reports.explanation import describe_explanation
    from reports.run_summary import open_console
    from transforms.bilateral_events import FINISHED, MUNICIPAL

    explain, describe = explain_event, describe_explanation
    if event_id.startswith((MUNICIPAL, FINISHED)):
        explain, describe = explain_visit, describe_visit
    explanation = explain(event_id, Home(home), show_cpr=show_cpr)
    open_console().print(describe(explanation))
    stop_at_differences(explanation)


def audit(
    month: MonthArgument,
    run: Annotated[str | None, typer.Option("--run", help="The run; default: the month's latest.")] = None,
    home: HomeOption = Path("var"),
    delivery: Annotated[
        Path | None, typer.Option("--delivery", help="Run it with this delivery in place of the archived one.")
    ] = None,
    facts: Annotated[
        Path | None, typer.Option("--facts", help="Run it with these facts in place of the archived ones.")
    ] = None,
    register: Annotated[
        str, typer.Option("--register", help="Whose run where none is named: lpr2 (hospitals) or ges (municipalities).")
    ] = "lpr2",
) -> None:
    """Run a month again from the archive and certify it: identical, or the difference in kroner by cause. Books nothing."""
    from flows.audit import audit_month
    from flows.certificates import write_certificate
    from flows.failures import AuditDiffers
    from flows.home import Home
    from flows.month import SettlementMonth
    from reports.certificate import describe_audit
    from reports.run_summary import open_console

    where = Home(home)
    audited = audit_month(where, str(SettlementMonth.parse(month)), run, delivery, facts, register)
    page = write_certificate(where, audited, is_given=bool(delivery or facts))
    open_console().print(describe_audit(audited))
    typer.echo(f"Certificate: {page}")
    if not audited.is_identical:
        raise AuditDiffers


def diff(
    before: Annotated[str, typer.Argument(help="A run, e.g. R0001.")],
    after: Annotated[str, typer.Argument(help="Another run.")],
    home: HomeOption = Path("var"),
) -> None:
    """What two runs computed differently, by kind of change, for the days that both computed."""
    from flows.audit import compare_runs
    from flows.home import Home
    from reports.certificate import describe_difference
    from reports.run_summary import open_console

    open_console().print(describe_difference(before, after, *compare_runs(Home(home), before, after)))
