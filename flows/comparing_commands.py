"""The `genopt` command that compares a payer's agreements: parse, call, print."""

from pathlib import Path
from typing import Annotated

import typer

from flows.options import HomeOption


def compare_agreements(
    month: Annotated[str, typer.Argument(metavar="MONTH", help="Activity month, YYYY-MM.")],
    payer: Annotated[str, typer.Option("--payer", help="The municipality that pays, four digits.")],
    home: HomeOption = Path("var"),
    alternatives: Annotated[
        Path | None,
        typer.Option(
            "--alternatives",
            help="CSV: name, model, price_list, less_percent, step_minutes, price_level. Default: the advisory tariffs, "
            "10 per cent less, and every price list of the run's facts.",
        ),
    ] = None,
    own_prices: Annotated[
        str, typer.Option("--own-prices", help="Price list of the payer's own hours; default: OWN- and its number.")
    ] = "",
    out: Annotated[Path | None, typer.Option("--out", help="Write the comparison too: NAME.html or NAME.csv.")] = None,
) -> None:
    """The same bilateral activity under each model, per supplier: what would we pay? With own production beside what is bought."""
    from flows.comparing import Asked, write_choice
    from flows.comparing import compare_agreements as compare
    from reports.choice_page import describe_comparison
    from reports.run_summary import open_console

    choice = compare(Asked(home, month, payer, alternatives, own_prices))
    open_console().print(describe_comparison(choice))
    if out:
        typer.echo(f"Written: {write_choice(choice, out)}")
