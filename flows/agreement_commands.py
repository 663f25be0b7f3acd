"""The commands of agreements: their terms and prices, put into a folder of facts of one's own."""

from pathlib import Path
from typing import Annotated

import typer

from flows.options import EndEarlierOption, FromOption, LastDayOption, NoteOption, OwnFactsOption, SourceOption

agreement_app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Agreements between those who settle themselves, and their prices.",
)

PriceListOption = Annotated[str, typer.Option("--price-list", help="Name of the price list.")]
PriceLevelOption = Annotated[str, typer.Option("--price-level", help="Price level (pl), e.g. 07-pl.")]


@agreement_app.command("add")
def add_agreement(
    agreement_id: Annotated[str, typer.Argument(help="Its name: letters, digits, - and _.")],
    payer: Annotated[str, typer.Option("--payer", help="Municipality; or a region, for all of its municipalities.")],
    supplier_kind: Annotated[str, typer.Option("--supplier-kind", help="region, municipality or private.")],
    supplier: Annotated[str, typer.Option("--supplier", help="Number of the supplier; private: as in institutions.")],
    model: Annotated[
        str,
        typer.Option(
            "--model",
            help="drg, drg_less_percent, per_course, per_hour, per_hour_by_form, package or fee_schedule.",
        ),
    ],
    valid_from: FromOption,
    source: SourceOption,
    facts: OwnFactsOption,
    service_scope: Annotated[str, typer.Option("--service-scope", help="general or specialised.")] = "general",
    price_list: PriceListOption = "",
    less_percent: Annotated[
        str, typer.Option("--less-percent", help="Of drg_less_percent: what is taken off, per cent.")
    ] = "",
    step_minutes: Annotated[
        str, typer.Option("--step-minutes", help="Of hourly models: paid per started so many minutes.")
    ] = "",
    price_level: PriceLevelOption = "",
    valid_to: LastDayOption = "",
    note: NoteOption = "",
) -> None:
    """Write an agreement: who buys what from whom, priced by which model."""
    from flows.facts_editing import add_facts

    row = {"agreement_id": agreement_id, "payer": payer, "supplier_kind": supplier_kind, "supplier": supplier}
    row |= {"service_scope": service_scope, "model": model, "price_list": price_list, "less_percent": less_percent}
    row |= {"step_minutes": step_minutes, "price_level": price_level, "valid_from": valid_from, "valid_to": valid_to}
    row |= {"status": "confirmed", "source": source, "note": note}
    typer.echo(f"{agreement_id} holds from {valid_from}: {add_facts(facts, 'agreements', [row])}")


@agreement_app.command("price")
def add_price(
    price_list: PriceListOption,
    item: Annotated[str, typer.Option("--item", help="A form, hour, travel_hour, course, a diagnosis group or a fee.")],
    amount_kr: Annotated[str, typer.Option("--amount-kr", metavar="KR", help="Price, e.g. 508.00.")],
    unit: Annotated[str, typer.Option("--unit", help="What one of it is: hour, course, fee or supplement.")],
    valid_from: FromOption,
    source: SourceOption,
    facts: OwnFactsOption,
    price_level: PriceLevelOption = "",
    valid_to: LastDayOption = "",
    note: NoteOption = "",
    end_earlier: EndEarlierOption = False,
) -> None:
    """Write a price of a price list."""
    from flows.facts_editing import add_facts, add_succeeding

    write = add_succeeding if end_earlier else add_facts
    row = {"price_list": price_list, "item": item, "amount_kr": amount_kr, "unit": unit, "price_level": price_level}
    row |= {"valid_from": valid_from, "valid_to": valid_to, "status": "confirmed", "source": source, "note": note}
    typer.echo(f"{price_list} {item} is {amount_kr} kr from {valid_from}: {write(facts, 'agreement_prices', [row])}")


def price_hours(
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE", help="TOML; default: data/examples/hourly_price.toml, made up, which shows how."
        ),
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Write it here too: a page in Danish, and tables.")] = None,
    price_list: Annotated[str, typer.Option("--price-list", help="Put the prices into this price list.")] = "",
    valid_from: Annotated[str, typer.Option("--from", metavar="DAY", help="First day of these prices.")] = "",
    facts: Annotated[Path | None, typer.Option("--facts", help="Your own folder of facts, for --price-list.")] = None,
    end_earlier: EndEarlierOption = False,
) -> None:
    """What a municipal hour of rehabilitation costs, per form, and what the ATA share means for it (KL memo 3.3).

    Wages, rooms and indirect costs over the hours that are delivered, never those allotted. --price-list, --from and
    --facts together put the prices into a price list: one for each form, and `hour` for all of them; with --end-earlier
    those that the list has end the day before.
    """
    from flows.facts_editing import add_facts, add_succeeding
    from flows.failures import WrongUsage
    from flows.hourly_price import EXAMPLE, calculate, list_prices, write_calculation
    from reports.hourly_price.showing import describe_calculation
    from reports.run_summary import open_console

    if (price_list or valid_from or facts) and not (price_list and valid_from and facts):
        raise WrongUsage("--price-list, --from and --facts go together: which prices, from when, in which folder.")
    calculation = calculate(file or EXAMPLE)
    open_console().print(describe_calculation(calculation))
    if not file:
        typer.echo(f"Calculated from the example: {EXAMPLE}")
    if out:
        for path in write_calculation(calculation, out):
            typer.echo(f"Written: {path}")
    if facts:
        rows = list_prices(calculation, price_list, valid_from)
        write = add_succeeding if end_earlier else add_facts
        typer.echo(f"Price list {price_list}: {write(facts, 'agreement_prices', rows)}")
