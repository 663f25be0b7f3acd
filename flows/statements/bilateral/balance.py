"""The bilateral statements of a month against each other and against the bilateral ledger, before a file is put in place. Rule R14."""

from collections.abc import Mapping

from flows.failures import IntegrityFailed
from flows.statements.bilateral.building import KEYS
from flows.statements.bilateral.gathering import BilateralGathered
from reports.statements.bilateral.statement import BilateralBalance, BilateralStatement, Owed, Side, add_up

Booked = Mapping[tuple[str, ...], Owed]
"""What the ledger says: role, the codes of the party, section -> sums with the party's sign."""


def balance_bilateral(gathered: BilateralGathered, statements: list[BilateralStatement]) -> BilateralBalance:
    """Sum of the payers' statements = sum of the lines = sum of the ledger, and suppliers are the same with the opposite sign.

    Raises IntegrityFailed (exit 5) where they are not. Source: contract R14.
    """
    by_role = {role: [one for one in statements if one.party.role == role] for role in KEYS}
    totals = {role: add_up(one.total for one in of_role) for role, of_role in by_role.items()}
    booked, mirrored = sum_booked(gathered), {one.party: one.by_counterparty for one in by_role["supplier"]}
    violations = [
        *find_unbalanced(totals["payer"], totals["supplier"], gathered),
        *(problem for one in statements for problem in find_differences(one, booked)),
        *(problem for one in by_role["payer"] for problem in find_unmirrored(one, mirrored)),
    ]
    if violations:
        raise IntegrityFailed(
            f"The bilateral statements of {gathered.month} do not add up, so none was put in place:\n  "
            + "\n  ".join(violations)
            + "\nThis is an error in genopt or in a marts file that was changed by hand: keep the home and report it."
        )
    owed, due = (known(totals[role]) for role in KEYS)
    assert owed.agreed_kr is not None and due.agreed_kr is not None
    return BilateralBalance(*map(len, by_role.values()), owed.agreed_kr, due.agreed_kr)


def known(owed: Owed) -> Owed:
    """The same sums, where nothing agreed counts as nothing."""
    return Owed(agreed_kr=Owed().advisory_kr).plus(owed)


def find_unbalanced(payers: Owed, suppliers: Owed, gathered: BilateralGathered) -> list[str]:
    """Where payers and suppliers do not cancel out, or are not the control total: sum of the lines, sum of the ledger."""
    problems = [] if payers == suppliers.turned() else [f"payers {payers}, suppliers {suppliers}"]
    for source, *sums in gathered.control.select("source", *Owed._fields).rows():
        if known(payers) != Owed(*sums):
            problems.append(f"payers {payers}, {source} {sums}")
    return problems


def sum_booked(gathered: BilateralGathered) -> Booked:
    """The ledger's sums of every party and section, entry by entry."""
    booked: dict[tuple[str, ...], Owed] = {}
    for row in gathered.entries.to_dicts():
        owed = Owed(row["visits"], row["agreed_kr"], row["advisory_kr"])
        for role, keys in KEYS.items():
            place = (role, *(row[key] for key in keys), row["section"])
            booked[place] = booked.get(place, Owed()).plus(owed if role == "payer" else owed.turned())
    return booked


def find_differences(statement: BilateralStatement, booked: Booked) -> list[str]:
    """Where a section of a statement is not what the ledger says of its party."""
    party = statement.party
    codes = [party.code] if party.role == "payer" else [party.kind, party.code]
    return [
        f"{party.role} {party.code}, {section}: shown {shown}, booked {of_ledger}"
        for section, shown in statement.sections.items()
        if known(shown) != known(of_ledger := booked.get((party.role, *codes, section), Owed()))
    ]


def find_unmirrored(payer: BilateralStatement, mirrored: Mapping[Side, Mapping[Side, Mapping[str, Owed]]]) -> list[str]:
    """Where a payer's statement says of a supplier something else than the supplier's says of it."""
    return [
        f"payer {payer.party.code} and supplier {supplier.code}"
        for supplier, sections in payer.by_counterparty.items()
        if {key: owed.turned() for key, owed in sections.items()}
        != dict(mirrored.get(supplier, {}).get(payer.party, {}))
    ]
