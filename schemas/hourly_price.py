"""What an hourly price is calculated from: a TOML file with costs, and hours by form of training.

Source: KL memo 2006, section 3.3.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Kroner = Annotated[Decimal, Field(ge=0, max_digits=14, decimal_places=2)]
Hours = Annotated[Decimal, Field(gt=0, max_digits=10, decimal_places=2)]
Share = Annotated[Decimal, Field(gt=0, le=1, decimal_places=4)]
Participants = Annotated[Decimal, Field(ge=1, max_digits=5, decimal_places=2)]

TOGETHER = ("group", "pool")
"""Forms in which several train with one therapist."""


class FormToml(BaseModel):
    """The hours of one form: delivered ones, or paid ones with the share of them that is face to face (ATA)."""

    model_config = ConfigDict(extra="forbid")

    paid_hours: Hours | None = None
    ata_share: Share | None = None
    delivered_hours: Hours | None = None
    participants: Participants | None = None
    own_costs_kr: Kroner = Decimal(0)

    @property
    def hours(self) -> Decimal:
        """Hours delivered: as they are given, else the paid ones that were face to face."""
        if self.delivered_hours is not None:
            return self.delivered_hours
        assert self.paid_hours is not None
        assert self.ata_share is not None
        return self.paid_hours * self.ata_share

    @model_validator(mode="after")
    def knows_its_hours(self) -> "FormToml":
        """Hours are known in one way; where they are given in both, both say the same."""
        paid, share, delivered = self.paid_hours, self.ata_share, self.delivered_hours
        if delivered is None and (paid is None or share is None):
            raise ValueError("give paid_hours and ata_share, or delivered_hours")
        if share is not None and paid is None:
            raise ValueError("ata_share is a share of paid_hours, which are not given")
        if paid is not None and delivered is not None and delivered > paid:
            raise ValueError("more hours are delivered than paid")
        if paid is not None and delivered is not None and share is not None and not is_product(paid, share, delivered):
            raise ValueError("delivered_hours are not paid_hours times ata_share: leave one of the three out")
        return self


class HourlyPriceToml(BaseModel):
    """The costs of a period and the hours delivered in it."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field(min_length=1)
    price_level: str = Field(default="", pattern="^([0-9]{2}-pl)?$")
    synthetic: bool = False
    wages_kr: Kroner
    rooms_kr: Kroner
    indirect_kr: dict[str, Kroner] = Field(default_factory=dict)
    forms: dict[Literal["individual", "self_training", "group", "pool"], FormToml] = Field(min_length=1)

    @model_validator(mode="after")
    def counts_participants(self) -> "HourlyPriceToml":
        """Of forms in which several train together it is said how many, of the others it is not."""
        for name, form in self.forms.items():
            if (form.participants is None) == (name in TOGETHER):
                raise ValueError(f"participants are said of {' and '.join(TOGETHER)}, and of them only")
        return self


def is_product(paid: Decimal, share: Decimal, delivered: Decimal) -> bool:
    """Whether hours delivered are the share of those paid, to the hundredth of an hour, rounded half up."""
    return (paid * share).quantize(Decimal("0.01"), ROUND_HALF_UP) == delivered
