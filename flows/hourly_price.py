"""The hourly price calculator: a TOML file in; the calculation as a page and tables, its prices into an agreement."""

import tomllib
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from pydantic import ValidationError

import data
from flows.facts_editing import Row
from flows.failures import WrongUsage
from reports.hourly_price.showing import as_page, list_tables
from reports.hourly_price.steps import Calculation
from schemas.hourly_price import HourlyPriceToml
from transforms.hourly_price import Costs, Form, price_at_other_ata_shares, price_hours

EXAMPLE = Path(data.__file__).parent / "examples" / "hourly_price.toml"
"""Made-up figures, to try the calculator with."""


def calculate(file: Path) -> Calculation:
    """The hourly prices of a file. Raises WrongUsage (exit 2), naming what is wrong in it."""
    toml = read_toml(file)
    costs = Costs(
        Fraction(toml.wages_kr),
        Fraction(toml.rooms_kr),
        {name: Fraction(kr) for name, kr in toml.indirect_kr.items()},
    )
    forms = [
        Form(
            name,
            Fraction(form.hours),
            None if form.paid_hours is None else Fraction(form.paid_hours),
            Fraction(form.participants or 1),
            Fraction(form.own_costs_kr),
        )
        for name, form in toml.forms.items()
    ]
    return Calculation(toml, costs, price_hours(costs, forms), price_at_other_ata_shares(costs, forms))


def read_toml(file: Path) -> HourlyPriceToml:
    """What a file says. Its numbers are decimals, never floats."""
    try:
        return HourlyPriceToml.model_validate(tomllib.loads(file.read_text(encoding="utf-8-sig"), parse_float=Decimal))
    except ValidationError as error:
        faults = "; ".join(
            f"{'.'.join(map(str, fault['loc'])) or 'file'}: {fault['msg']}"
            for fault in error.errors(include_input=False)
        )
        raise WrongUsage(
            f"{file.name} is wrong: {faults}. Hours are paid or delivered ones, never allotted (KL memo 3.3); {EXAMPLE} shows how."
        ) from None
    except FileNotFoundError:
        raise WrongUsage(f"There is no file {file}. {EXAMPLE} shows what it holds.") from None
    except (OSError, ValueError, RecursionError):
        raise WrongUsage(f"{file.name} cannot be read as TOML. {EXAMPLE} shows how it is written.") from None


def write_calculation(calculation: Calculation, folder: Path) -> Iterator[Path]:
    """Write the calculation in Danish: a page, and its tables as CSV. Gives each file that was written."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in (("timepris.html", as_page(calculation).encode()), *list_tables(calculation)):
        (folder / name).write_bytes(content)
        yield folder / name


def list_prices(calculation: Calculation, price_list: str, valid_from: str) -> Sequence[Row]:
    """The prices as rows of a price list: one per form, and `hour` for all.

    Made-up figures become placeholders, which a real delivery cannot be settled with.
    """
    prices = {priced.form.name: priced.price_kr for priced in calculation.prices.forms}
    of_all: Row = {
        "price_list": price_list,
        "unit": "hour",
        "price_level": calculation.toml.price_level,
        "valid_from": valid_from,
        "status": "placeholder" if calculation.toml.synthetic else "confirmed",
        "source": f"{calculation.toml.title}: genopt hourly-price (KL memo 2006, section 3.3)",
    }
    return [
        {**of_all, "item": item, "amount_kr": f"{kr}"}
        for item, kr in {**prices, "hour": calculation.prices.price_kr}.items()
    ]
