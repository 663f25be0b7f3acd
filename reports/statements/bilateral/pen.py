"""The pen of a bilateral statement: how it writes kroner, and quantities of what agreements count."""

from decimal import Decimal

from reports.danish import write_number
from reports.statements.bilateral.statement import ZERO, BilateralStatement, Owed
from reports.statements.tables import NOTHING
from reports.statements.words import choose_decimals


class BilateralPen:
    """Whole kroner where the statement has no øre; nothing agreed is a dash, which is not the same as 0."""

    def __init__(self, statement: BilateralStatement) -> None:
        """Choose the decimals of all its amounts."""
        booked = (*statement.agreed, *statement.unagreed, *statement.corrections)
        self.decimals = choose_decimals(kroner for line in booked for kroner in line.now[1:] if kroner is not None)
        self.has_parts = any(line.quantity != line.quantity.to_integral_value() for line in statement.agreed)

    def amount(self, amount: Decimal | None) -> str:
        """Kroner, written."""
        return NOTHING if amount is None else write_number(amount, self.decimals)

    def nought_if_none(self, amount: Decimal | None) -> Decimal:
        """An amount in large type is 0 where nothing is agreed."""
        return ZERO if amount is None else amount

    def quantity(self, quantity: Decimal) -> str:
        """How many; with decimals where some of the statement has them."""
        return write_number(quantity, 2 if self.has_parts else 0)

    def owed(self, owed: Owed) -> list[str]:
        """Visits, what is agreed, and the advisory tariff beside it."""
        return [write_number(owed.visits), self.amount(owed.agreed_kr), self.amount(owed.advisory_kr)]
