"""The price of a municipal hour of rehabilitation: what it costs, over the hours that therapists are with patients.

Danish: kommunal timepris. Source: KL memo 2006, section 3.3. Hours are those delivered, never those allotted. The memo does
not say how costs are spread over forms: wages follow paid hours where every form has them, else delivered hours; what is
shared follows delivered hours [reading]. Exact fractions throughout; a price is rounded once, half up to øre.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

STEPS = (-10, -5, 0, 5, 10)
"""By how many percentage points the ATA share is moved, to see what it means for the price."""


class Costs(NamedTuple):
    """What rehabilitation costs in a period, kroner: wages of therapists, rooms, and indirect costs by name."""

    wages_kr: Fraction
    rooms_kr: Fraction
    indirect_kr: Mapping[str, Fraction]

    @property
    def shared_kr(self) -> Fraction:
        """Rooms and indirect costs."""
        return self.rooms_kr + sum(self.indirect_kr.values())


class Form(NamedTuple):
    """A form of training: its hours in the period, how many train with one therapist, and what only it costs.

    paid_hours: empty where only those delivered are known.
    """

    name: str
    delivered_hours: Fraction
    paid_hours: Fraction | None
    participants: Fraction
    own_kr: Fraction

    @property
    def ata_share(self) -> Fraction | None:
        """The part of the paid hours that is face to face. Danish: ATA-tid (ansigt-til-ansigt-tid)."""
        return None if self.paid_hours is None else self.delivered_hours / self.paid_hours


class PricedForm(NamedTuple):
    """A form with its part of the costs."""

    form: Form
    wages_kr: Fraction
    shared_kr: Fraction

    @property
    def costs_kr(self) -> Fraction:
        """All that it costs."""
        return self.wages_kr + self.shared_kr + self.form.own_kr

    @property
    def price_kr(self) -> Decimal:
        """The price of a delivered hour of it; of a group, of the whole group's hour."""
        return round_to_oere(self.costs_kr / self.form.delivered_hours)

    @property
    def participant_kr(self) -> Decimal:
        """The price of an hour for each who takes part."""
        return round_to_oere(self.costs_kr / self.form.delivered_hours / self.form.participants)


class HourlyPrices(NamedTuple):
    """The prices of all forms."""

    forms: Sequence[PricedForm]

    @property
    def paid_hours(self) -> Fraction | None:
        """All hours paid, empty where those of some form are not known."""
        paid = [priced.form.paid_hours for priced in self.forms if priced.form.paid_hours is not None]
        return sum(paid, Fraction(0)) if len(paid) == len(self.forms) else None

    @property
    def ata_share(self) -> Fraction | None:
        """The part of all paid hours that is face to face."""
        return None if self.paid_hours is None else self.delivered_hours / self.paid_hours

    @property
    def costs_kr(self) -> Fraction:
        """All costs."""
        return sum((priced.costs_kr for priced in self.forms), Fraction(0))

    @property
    def delivered_hours(self) -> Fraction:
        """All hours delivered."""
        return sum((priced.form.delivered_hours for priced in self.forms), Fraction(0))

    @property
    def price_kr(self) -> Decimal:
        """The price of a delivered hour, whatever its form."""
        return round_to_oere(self.costs_kr / self.delivered_hours)


def price_hours(costs: Costs, forms: Sequence[Form]) -> HourlyPrices:
    """Spread the costs over the forms and divide by the hours delivered. Source: KL memo 2006, section 3.3."""
    delivered = [form.delivered_hours for form in forms]
    paid = [form.paid_hours for form in forms if form.paid_hours is not None]
    wages = spread(costs.wages_kr, paid if len(paid) == len(forms) else delivered)
    shared = spread(costs.shared_kr, delivered)
    return HourlyPrices([PricedForm(*parts) for parts in zip(forms, wages, shared, strict=True)])


def price_at_other_ata_shares(costs: Costs, forms: Sequence[Form]) -> dict[int, HourlyPrices | None]:
    """The prices where the ATA share of every form with paid hours is some percentage points lower or higher.

    Costs and paid hours stay; hours delivered follow. Empty where a share would not be above 0 and at most 1.
    Source: KL memo 2006, section 3.3: the size of the ATA share is what decides the price.
    """
    return {points: price_at(costs, [move_ata_share(form, points) for form in forms]) for points in STEPS}


def price_at(costs: Costs, moved: Sequence[Form | None]) -> HourlyPrices | None:
    """The prices of forms that have been moved, nothing where one of them cannot be."""
    possible = [form for form in moved if form is not None]
    return price_hours(costs, possible) if len(possible) == len(moved) else None


def move_ata_share(form: Form, points: int) -> Form | None:
    """A form with its ATA share moved, nothing where that cannot be. One without paid hours has none, and stays."""
    if form.paid_hours is None or form.ata_share is None:
        return form
    share = form.ata_share + Fraction(points, 100)
    return form._replace(delivered_hours=form.paid_hours * share) if 0 < share <= 1 else None


def spread(kr: Fraction, hours: Sequence[Fraction]) -> list[Fraction]:
    """Kroner spread over hours, nothing lost."""
    return [kr * part / sum(hours) for part in hours]


def round_to_oere(kr: Fraction) -> Decimal:
    """Kroner rounded half up to øre."""
    return Decimal((kr * 200 + 1) // 2).scaleb(-2)
