"""Who the parties of the statements are: municipalities, regions and hospitals by their names on the month's last day."""

from datetime import date
from typing import NamedTuple

import polars as pl

from reports.statements.places import REGIONS
from reports.statements.statement import Party
from transforms.dated import Facts


class Names(NamedTuple):
    """Names by code."""

    municipalities: dict[str, str]
    hospitals: dict[str, str]

    @classmethod
    def of(cls, facts: Facts, on: date) -> "Names":
        """The names on a day; of what has none on that day the latest before it, else the first after it."""
        return cls(
            name_latest(facts.municipalities, "municipality", on),
            name_latest(facts.hospitals, "hospital", on),
        )

    def municipality(self, code: str) -> Party:
        """A municipality that pays."""
        return Party("municipality", code, self.municipalities.get(code, code))

    def region(self, code: str) -> Party:
        """A region that is owed."""
        return Party("region", code, REGIONS.get(code, f"Region {code}"))

    def hospital(self, code: str) -> str:
        """A hospital's name."""
        return self.hospitals.get(code, code)


def name_latest(rows: pl.DataFrame, key: str, on: date) -> dict[str, str]:
    """Each code's name on a day: of its rows the latest that had begun, else the first."""
    begun = rows.with_columns(has_begun=pl.col("valid_from") <= on)
    nearness = pl.when("has_begun").then(pl.col("valid_from")).otherwise(None)
    ordered = begun.with_columns(nearness.alias("nearness")).sort(
        key, "has_begun", "nearness", "valid_from", descending=[False, True, True, False], nulls_last=True
    )
    return dict(ordered.unique(key, keep="first", maintain_order=True).select(key, "name").rows())
