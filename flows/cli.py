"""The `genopt` commands: parse, call, print. What is slow to import is imported by the command that needs it."""

import atexit
import os
import sys
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from flows.agreement_commands import agreement_app, price_hours
from flows.auditing_commands import audit, diff, explain, runs
from flows.comparing_commands import compare_agreements
from flows.facts_commands import facts_app, opt_out_app, sign_off
from flows.options import FactsOption, HomeOption, MonthArgument, QuietOption, StatementsOption

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Settlement of rehabilitation (genoptræning) between Danish municipalities and regions.",
)
app.add_typer(facts_app, name="facts")
app.add_typer(opt_out_app, name="opt-out")
app.add_typer(agreement_app, name="agreement")
for command in (runs, explain, audit, diff):
    app.command()(command)
app.command("compare-agreements")(compare_agreements)
app.command("sign-off")(sign_off)
app.command("hourly-price")(price_hours)


@app.command()
def settle(
    month: MonthArgument,
    delivery: Annotated[Path, typer.Option("--delivery", help="Folder with delivery.toml and the registry files.")],
    home: HomeOption = Path("var"),
    facts: FactsOption = None,
    final: Annotated[bool, typer.Option("--final", help="The year's final round; MONTH is its December.")] = False,
    max_rejected_share: Annotated[
        float,
        typer.Option(
            "--max-rejected-share",
            envvar="GENOPT_MAX_REJECTED_SHARE",
            min=0,
            max=1,
            help="Refuse above this share in a file.",
        ),
    ] = 0.05,
    trial: Annotated[bool, typer.Option("--trial", help="Compute and show everything, book nothing.")] = False,
    verify: Annotated[
        bool, typer.Option("--verify/--no-verify", help="Compute everything a second time, in SQL, before publishing.")
    ] = True,
    statements: Annotated[
        bool, typer.Option("--statements/--no-statements", help="Make the month's statements once it is published.")
    ] = True,
    quiet: QuietOption = False,
) -> None:
    """Settle one month: a folder of registry files in, marts out, as a Prefect flow."""
    from flows.facts import SHIPPED
    from flows.settle_month import Order

    order = Order(month, delivery, home, facts or SHIPPED, final, max_rejected_share, trial, verify, statements)
    print_settlement(order, quiet=quiet)


@app.command()
def demo(home: HomeOption = Path("var"), quiet: QuietOption = False) -> None:
    """Make synthetic deliveries of 2007-03, of hospitals and of municipalities, settle both, make the site, say where to look."""
    from flows.facts import SHIPPED
    from flows.settle_month import Order
    from flows.simulation import DEMO, MUNICIPAL_DEMO, make_once
    from flows.site.making import make_site_of

    for simulation in (DEMO, MUNICIPAL_DEMO):
        delivery = make_once(home / "demo" / f"{simulation.month}-{simulation.register}", simulation)
        print_settlement(Order(simulation.month, delivery, home, SHIPPED, has_statements=True), quiet=quiet)
        if not quiet:
            typer.echo(f"The delivery that was settled: {delivery}\n")
    site = make_site_of(DEMO.month, home, with_statements=True)
    if not quiet:
        typer.echo(f"Where to look next: the README's example query, `genopt runs`, and in a browser:\nSite: {site}")


@app.command("site")
def make_month_site(month: MonthArgument, home: HomeOption = Path("var"), statements: StatementsOption = False) -> None:
    """The site of a settled month: pages in Danish, whole in one folder, without network. Small figures are hidden."""
    from flows.site.making import make_site_of

    typer.echo(f"Site: {make_site_of(month, home, with_statements=statements)}")


@app.command()
def statements(
    month: MonthArgument,
    home: HomeOption = Path("var"),
    final: Annotated[
        bool, typer.Option("--final", help="Those of the year's final round; MONTH is its December.")
    ] = False,
) -> None:
    """Make the statements of a settled month again: workbook, PDF and page for every party of what is collected, and of what is not."""
    from flows.home import Home
    from flows.month import SettlementMonth
    from flows.order import name_round
    from flows.statements.making import make_statements

    where, which = Home(home), SettlementMonth.parse(month)
    with where.held(f"statements {which}"):
        made = make_statements(where, which, name_round(is_final=final))
    typer.echo(made.described())


@app.command("simulate")
def simulate_delivery(
    month: Annotated[str, typer.Option("--month", help="The month that the delivery covers, YYYY-MM.")],
    visits: Annotated[int, typer.Option("--visits", min=1, help="Outpatient visit days; of ges: days in a course.")],
    seed: Annotated[int, typer.Option("--seed", min=0, help="One seed, one delivery.")],
    out: Annotated[Path, typer.Option("--out", help="A folder that is new or empty.")],
    facts: FactsOption = None,
    register: Annotated[str, typer.Option(help="lpr2 (hospitals) or ges (municipalities).")] = "lpr2",
) -> None:
    """Make a synthetic delivery: nobody's data, in the shape of the real one."""
    from flows.simulation import SHIPPED, Simulation, make

    made = make(out, Simulation(month, visits, seed, facts or SHIPPED, register))
    typer.echo(f"Synthetic delivery of {month}: {made}")


def print_settlement(order: Any, *, quiet: bool) -> None:
    """Settle a month in Prefect, showing each stage on a terminal, then print what it did."""
    from flows.settle_month import parse_month

    parse_month(order)  # wrong usage is said at once, before Prefect starts
    from flows.orchestration import settle_in_prefect
    from flows.progress import show_stages
    from reports.run_summary import open_console

    console = open_console()
    with show_stages(console, quiet=quiet) as carry_out:
        summary = settle_in_prefect(order, carry_out)
    if quiet:
        typer.echo(summary.in_one_line())
    else:
        console.print(summary.described())


def main() -> None:
    """The entry point: a failure becomes a plain message on stderr and its exit code."""
    from flows.failures import Bug, Failure, InputOutputFailed

    try:
        app(standalone_mode=True)
    except SystemExit as done:
        leave(done.code if isinstance(done.code, int) else 1)
    except Failure as failure:
        if str(failure):
            typer.echo(f"genopt: {failure}", err=True)
        leave(failure.exit_code)
    except OSError as error:
        typer.echo(f"genopt: {InputOutputFailed.of(error)}", err=True)
        leave(InputOutputFailed.exit_code)
    except Exception as error:
        typer.echo(f"genopt: {Bug.of(error)}", err=True)
        leave(Bug.exit_code)


def leave(exit_code: int) -> NoReturn:
    """End the process at once: DuckDB's binding prints pages about leaks when the interpreter takes itself apart."""
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(exit_code)
