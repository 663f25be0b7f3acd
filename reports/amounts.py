"""What an event costs: its services with their tariffs, which one decides and why, and the amount step by step."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import polars as pl
from rich.console import RenderableType
from rich.text import Text

from reports.run_summary import draw_table
from transforms.pricing import SCHEMES
from transforms.tracing import Trace


def describe_services(trace: Trace) -> Iterator[RenderableType]:
    """Every service of the event with its tariff in each scheme, and which one decides and why."""
    schemes = SCHEMES[trace.event["setting"]]
    table = draw_table("row", "code", "date", *(f"tariff in {scheme}" for scheme in schemes), "", right_from=9)
    for row in trace.services.rows(named=True):
        prices = [find_price(trace, scheme, row["sks_code"]) for scheme in schemes]
        said = [f"{price['tariff_group']} {price['tariff_kr']:,} kr" if price else "none" for price in prices]
        decides = "decides" if row["sks_code"] == trace.event["sks_code"] else ""
        table.add_row(str(row["row_number"]), row["sks_code"], str(row["service_on"]), *said, decides)
    yield table
    yield Text(argue_dearest(trace))


def find_price(trace: Trace, scheme: str, sks_code: str) -> dict[str, Any] | None:
    """What the price list says of a code in a scheme."""
    rows = trace.prices.filter((pl.col("scheme") == scheme) & (pl.col("sks_code") == sks_code))
    return rows.row(0, named=True) if rows.height else None


def find_deciding_price(trace: Trace) -> dict[str, Any] | None:
    """The price that decides; none where the event would have no tariff."""
    rows = trace.prices.filter(pl.col("price_order") == trace.event["price_order"])
    return rows.row(0, named=True) if rows.height else None


def argue_dearest(trace: Trace) -> str:
    """Why the deciding service decides. Rule R9."""
    price = find_deciding_price(trace)
    if price is None:
        return "None of its services bears a tariff in the scheme that would give an advisory one."
    rivals = trace.prices.filter(pl.col("scheme") == price["scheme"])
    advisory = " (advisory, of a visit the general scheme's: contract section 5)" if trace.event["reason"] else ""
    said = f"{price['sks_code']} decides in {price['scheme']}{advisory}: {price['tariff_group']}, {price['tariff_kr']:,} kr"
    tied = rivals.filter(pl.col("tariff_kr") == price["tariff_kr"])["sks_code"].unique().sort().to_list()
    if rivals.height == 1:
        return f"{said}. No other code of the event bears a tariff there."
    if len(tied) == 1:
        return f"{said}, the dearest of {rivals.height} codes that bear a tariff there."
    return f"{said}, the dearest; {', '.join(tied)} have the same tariff, and the lowest code decides."


def describe_amounts(trace: Trace) -> Iterator[RenderableType]:
    """From the tariff to what is payable, one step a line. Rules R9-R11."""
    event, price = trace.event, find_deciding_price(trace)
    if price is None:
        return
    yield Text(
        f"Tariff of {price['tariff_group']} on {event['activity_date']} (for {price['sks_code']}): {price['tariff_kr']:,} kr"
    )
    if event["reason"]:
        yield Text("The event is set aside, so nothing is charged: this is its advisory tariff (advisory_kr).")
        yield from describe_alternatives(trace)
        return
    if price["municipal_share"] is not None:
        product = price["tariff_kr"] * price["municipal_share"]
        percent = f"{(price['municipal_share'] * 100).normalize():f} pct."
        yield Text(
            f"Municipal share of {price['scheme']}: {percent}; {price['tariff_kr']:,} x {percent} = {exact(product)} kr"
        )
        yield Text(f"Rounded half up to whole kroner: {price['computed_kr']:,} kr")
    if price["printed_kr"] is None:
        yield Text(
            f"No municipal amount is printed beside the tariff, so the computed one is used: {price['municipal_kr']:,} kr"
        )
    else:
        differs = (
            "the same" if price["printed_kr"] == price["computed_kr"] else "NOT the same, and the printed one is used"
        )
        yield Text(f"Printed beside the tariff: {price['printed_kr']:,} kr ({differs})")
    yield Text(
        f"Municipal amount: {event['municipal_kr']:,} kr. Channel {event['channel']}: payable here {event['payable_kr']:,} kr"
    )


def describe_alternatives(trace: Trace) -> Iterator[RenderableType]:
    """What an event set aside would come to in each scheme that it could have. Rules R9-R11."""
    scheme = trace.event["scheme"]
    for possible in [scheme] if scheme else SCHEMES[trace.event["setting"]]:
        dearest = trace.prices.filter(pl.col("scheme") == possible).head(1).rows(named=True)
        said = "".join(f"{one['tariff_group']}, municipal amount {one['municipal_kr']:,} kr" for one in dearest)
        yield Text(
            f"Charged in {possible} it would be {said}"
            if said
            else f"In {possible} none of its services bears a tariff"
        )


def exact(amount: Decimal) -> str:
    """An amount with all its decimals, at least two."""
    short = amount.quantize(Decimal("0.01"))
    return f"{short:,}" if short == amount else f"{amount.normalize():,f}"
