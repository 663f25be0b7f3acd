"""The steps of the calculation as tables, in no language yet."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from schemas.hourly_price import HourlyPriceToml
from transforms.hourly_price import Costs, HourlyPrices, PricedForm, round_to_oere


class Calculation(NamedTuple):
    """What was given, the prices, and the prices at other ATA shares."""

    toml: HourlyPriceToml
    costs: Costs
    prices: HourlyPrices
    at_other_shares: Mapping[int, HourlyPrices | None]


class Word(str):
    """A cell that is a word of ours, to be said in the reader's language; any other text is the user's own."""

    __slots__ = ()


Cell = Word | str | Decimal | int | None


class Step(NamedTuple):
    """One table: its columns by their words, its rows, of which the last may be a sum, and the notes below it."""

    name: str
    columns: Sequence[Word]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[str]
    is_summed: bool = True


def list_steps(calculation: Calculation) -> list[Step]:
    """All steps, in order."""
    prices = calculation.prices
    return [
        Step("costs", words("cost", "kr"), list(list_costs(calculation)), []),
        Step(
            "hours", words("form", "paid_hours", "times_share", "delivered_hours"), list(list_hours(prices)), ["hours"]
        ),
        Step("spread", words("form", "wages", "shared", "own", "costs"), list(list_spread(prices)), []),
        Step(
            "prices",
            words("form", "costs", "by_hours", "price", "participants", "participant_price"),
            list(list_prices(prices)),
            ["prices"],
        ),
        list_ata(calculation),
    ]


def list_readings(calculation: Calculation) -> list[str]:
    """What the memo leaves open and the calculation chose, by name. Danish: antagelser."""
    by_hours = "by_paid_hours" if calculation.prices.paid_hours else "by_delivered_hours"
    return [by_hours, "any_hour", "costs_stay"]


def list_costs(calculation: Calculation) -> Iterator[Sequence[Cell]]:
    """What it costs, one by one, and their sum."""
    costs = calculation.costs
    yield Word("wages"), round_to_oere(costs.wages_kr)
    yield Word("rooms"), round_to_oere(costs.rooms_kr)
    for name, kr in costs.indirect_kr.items():
        yield name, round_to_oere(kr)
    if own_kr := sum(priced.form.own_kr for priced in calculation.prices.forms):
        yield Word("own"), round_to_oere(own_kr)
    yield Word("all"), round_to_oere(calculation.prices.costs_kr)


def list_hours(prices: HourlyPrices) -> Iterator[Sequence[Cell]]:
    """Paid hours, the part of them that is face to face, and the hours delivered."""
    for form in (priced.form for priced in prices.forms):
        yield Word(form.name), shown(form.paid_hours), percent(form.ata_share), shown(form.delivered_hours)
    yield Word("all"), shown(prices.paid_hours), percent(prices.ata_share), shown(prices.delivered_hours)


def list_spread(prices: HourlyPrices) -> Iterator[Sequence[Cell]]:
    """Each form's part of the costs."""
    for priced in prices.forms:
        yield Word(priced.form.name), *map(round_to_oere, spread_of(priced))
    columns = zip(*(spread_of(priced) for priced in prices.forms), strict=True)
    yield Word("all"), *(round_to_oere(sum(column, Fraction(0))) for column in columns)


def spread_of(priced: PricedForm) -> tuple[Fraction, ...]:
    """The parts of a form's costs, and their sum."""
    return priced.wages_kr, priced.shared_kr, priced.form.own_kr, priced.costs_kr


def list_prices(prices: HourlyPrices) -> Iterator[Sequence[Cell]]:
    """Costs over hours, and of what is trained together, over those who take part."""
    for priced in prices.forms:
        form = priced.form
        alone: tuple[Cell, Cell] = (None, None)
        each = (shown(form.participants), priced.participant_kr) if form.participants > 1 else alone
        yield Word(form.name), round_to_oere(priced.costs_kr), shown(form.delivered_hours), priced.price_kr, *each
    yield Word("all"), round_to_oere(prices.costs_kr), shown(prices.delivered_hours), prices.price_kr, None, None


def list_ata(calculation: Calculation) -> Step:
    """The price of an hour, and of each form, by ATA share."""
    names = [priced.form.name for priced in calculation.prices.forms]
    rows: list[Sequence[Cell]] = [
        (points, percent(at.ata_share), at.price_kr, *(priced.price_kr for priced in at.forms))
        if at
        else (points, None, None, *(None for _ in names))
        for points, at in calculation.at_other_shares.items()
    ]
    notes = ["ata"] if calculation.prices.paid_hours else ["ata", "ata_stays"]
    return Step("ata", words("points", "ata_share", "hour", *names), rows, notes, is_summed=False)


def words(*names: str) -> list[Word]:
    """Words of ours."""
    return [Word(name) for name in names]


def shown(number: Fraction | None) -> Decimal | None:
    """A number as it is shown, to the hundredth."""
    return None if number is None else round_to_oere(number)


def percent(share: Fraction | None) -> Decimal | None:
    """A share in per cent."""
    return None if share is None else round_to_oere(share * 100)
