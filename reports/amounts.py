"""What an event costs: its services with their tariffs, which one decides and why, and the amount step by step."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import polars as pl
from rich.console import RenderableType
from rich.text import Text

from reports.rulebook import QUOTES
from reports.tables import draw_table, indent
from transforms.pricing import SCHEMES
from transforms.tracing import Trace


def describe_services(trace: Trace) -> Iterator[RenderableType]:
    """Every service of the event with its tariff in each scheme, and which one decides and why."""
    schemes = SCHEMES[trace.event["setting"]]
    table = draw_table("row", "code", "date", *(f"tariff in {scheme}" for scheme in schemes), "", right_from=9)
    for row in trace.services.rows(named=True):
        prices = [find_price(trace, scheme, row["sks_code"]) for scheme in schemes]
        said = [f"{price['tariff_group']} {price['tariff_kr']:,} kr" if price else "none" for price in prices]
        decides = "decides" if row["sks_code"] == trace.event["sks_code"] and not trace.event["reason"] else ""
        table.add_row(str(row["row_number"]), row["sks_code"], str(row["service_on"]), *said, decides)
    yield table
    yield Text("Nothing is decided: the event is set aside." if trace.event["reason"] else argue_dearest(trace))


def find_price(trace: Trace, scheme: str, sks_code: str) -> dict[str, Any] | None:
    """What the price list says of a code in a scheme."""
    rows = trace.prices.filter((pl.col("scheme") == scheme) & (pl.col("sks_code") == sks_code))
    return rows.row(0, named=True) if rows.height else None


def find_deciding_price(trace: Trace) -> dict[str, Any] | None:
    """The price that decides; none where the event would have no tariff."""
    rows = trace.prices.filter(pl.col("price_order") == trace.event["price_order"])
    return rows.row(0, named=True) if rows.height else None


def argue_dearest(trace: Trace) -> str:
    """Why the deciding service decides; of an event set aside, where nothing is decided, what its tariff would be. Rule R9."""
    price = find_deciding_price(trace)
    if trace.event["reason"] or price is None:
        return f"nothing is decided. {' '.join(suppose_tariffs(trace))}"
    rivals = trace.prices.filter(pl.col("scheme") == price["scheme"])
    said = f"{price['sks_code']} decides in {price['scheme']}: {price['tariff_group']}, {price['tariff_kr']:,} kr"
    tied = rivals.filter(pl.col("tariff_kr") == price["tariff_kr"])["sks_code"].unique().sort().to_list()
    if rivals.height == 1:
        return f"{said}. No other code of the event bears a tariff there."
    if len(tied) == 1:
        return f"{said}, the dearest of {rivals.height} codes that bear a tariff there."
    return f"{said}, the dearest; {', '.join(tied)} have the same tariff, and the lowest code decides."


def describe_amounts(trace: Trace) -> Iterator[RenderableType]:
    """From the tariff to what is payable, one step a line. Rules R9-R11."""
    event, price = trace.event, find_deciding_price(trace)
    if event["reason"]:
        yield Text("The event is set aside, so nothing is charged.")
        yield from map(Text, suppose_tariffs(trace))
        return
    if price is None:
        return
    yield Text(
        f"Tariff of {price['tariff_group']} on {event['activity_date']} (for {price['sks_code']}): {price['tariff_kr']:,} kr"
    )
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
        yield from describe_printed(trace, price)
    yield Text(
        f"Municipal amount: {event['municipal_kr']:,} kr. Channel {event['channel']}: to be collected {event['payable_kr']:,} kr"
    )


def describe_printed(trace: Trace, price: dict[str, Any]) -> Iterator[RenderableType]:
    """The municipal amount that is printed, and what of it is a reading or disputed. Rule R10."""
    printed, computed = price["printed_kr"], price["computed_kr"]
    if price["scheme"] != "inpatient" and printed == price["tariff_kr"]:
        yield Text(f"By the heading of table 2.2 the tariff is the municipal amount: {printed:,} kr")
        return
    if printed == computed:
        yield Text(f"Printed beside the tariff: {printed:,} kr (the same)")
        return
    yield Text(f"Printed beside the tariff: {printed:,} kr (NOT the same, and the printed one is used)")
    less = f"{abs(computed - printed):,} kr {'less' if printed < computed else 'more'}"
    yield Text(
        f"That the printed amount prevails over the share is a reading (contract R10): {less} than the share gives"
    )
    if is_disputed(trace):
        yield Text("The amount is disputed: the memo's own figures do not agree with each other.")
        yield indent(QUOTES.get(("R10", price["tariff_group"]), ""), style="italic")


def is_disputed(trace: Trace) -> bool:
    """Whether the source of the deciding tariff contradicts itself."""
    of_tariff = (pl.col("fact") == "tariffs") & (pl.col("key") == trace.event["tariff_group"])
    return not trace.cited.filter(of_tariff & (pl.col("status") == "disputed")).is_empty()


def suppose_tariffs(trace: Trace) -> Iterator[str]:
    """What an event set aside would come to: in its scheme by R7, or in each that it could have; then the advisory amount."""
    event = trace.event
    for possible in [event["scheme"]] if event["scheme"] else SCHEMES[event["setting"]]:
        dearest = trace.prices.filter(pl.col("scheme") == possible).head(1).rows(named=True)
        said = "".join(
            f"{one['tariff_group']} {one['tariff_kr']:,} kr, for {one['sks_code']}; municipal amount {one['municipal_kr']:,} kr"
            for one in dearest
        )
        amount = said or "no tariff: none of its services bears one there"
        what = "listed for information" if possible == "general_outpatient" else "charged"
        yield f"If it were {what} in {possible}: {amount}."
    if event["tariff_kr"] is not None:
        whose = "" if event["setting"] == "stay" else ", the general scheme's tariff whatever the scheme of the visit"
        yield f"The marts' advisory amount (advisory_kr) is {event['tariff_kr']:,} kr{whose} (contract section 5): no claim."


def exact(amount: Decimal) -> str:
    """An amount with all its decimals, at least two."""
    short = amount.quantize(Decimal("0.01"))
    return f"{short:,}" if short == amount else f"{amount.normalize():,f}"
