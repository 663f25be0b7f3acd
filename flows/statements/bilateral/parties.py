"""Who the parties of bilateral statements are, by their names on the month's last day."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import polars as pl

from flows.statements.bilateral.gathering import BilateralGathered
from flows.statements.parties import Names, name_latest
from reports.statements.bilateral.statement import Side


class BilateralNames(NamedTuple):
    """Names by code: municipalities and regions, private suppliers, and the institutions of all."""

    places: Names
    private: dict[str, str]
    institutions: dict[str, str]

    @classmethod
    def of(cls, gathered: BilateralGathered) -> "BilateralNames":
        """The names on the month's last day, by the facts of its latest run."""
        facts, on = gathered.latest_facts, gathered.month.last_day
        places = Names.of(facts, on)
        private = facts.institutions.filter(supplier_kind="private").sort("institution")
        institutions = name_latest(facts.institutions, "institution", on)
        return cls(places, name_latest(private, "supplier", on), places.hospitals | institutions)

    def side(self, role: str, *place: object) -> Side:
        """A party by its role and the columns that name it: the payer, or the supplier's kind and code."""
        kind, code = ("municipality", *place) if role == "payer" else place
        return Side(role, str(kind), str(code), self.name(str(kind), str(code)))

    def name(self, kind: str, code: str) -> str:
        """A party's name."""
        if kind == "private":
            return self.private.get(code, code)
        return (self.places.region if kind == "region" else self.places.municipality)(code).name

    def counterparty(self, party: Side, row: Mapping[str, Any]) -> Side:
        """The other party of a row."""
        if party.role == "payer":
            return self.side("supplier", row["supplier_kind"], row["supplier"])
        return self.side("payer", row["payer"])

    def add_to(self, entries: pl.DataFrame) -> pl.DataFrame:
        """The entries with payer_name, supplier_name and institution_name."""
        place = ["supplier_kind", "supplier"]
        named = [(kind, code, self.name(kind, code)) for kind, code in entries.select(place).unique().rows()]
        suppliers = pl.DataFrame(named, schema=dict.fromkeys([*place, "supplier_name"], pl.String), orient="row")
        return entries.join(suppliers, on=place, how="left", maintain_order="left").with_columns(
            pl.col("payer").replace(self.places.municipalities).alias("payer_name"),
            pl.col("institution").replace(self.institutions).alias("institution_name"),
        )
