"""A statement as one HTML page: a single file without scripts, readable on a phone, in print and with a screen reader."""

from functools import cache
from itertools import groupby

from jinja2 import Template

from reports.statements.layout import Laid
from reports.statements.tables import Table
from reports.templating import open_templates


@cache
def template() -> Template:
    """The page's template, with its one stylesheet."""
    return open_templates().get_template("statement.html")


def as_page(laid: Laid) -> str:
    """The page of a statement."""
    return template().render(laid={**laid._asdict(), "tables": [as_shown(table) for table in laid.tables]})


def as_shown(table: Table) -> dict[str, object]:
    """A table as the template takes it: beside itself, the headings that several columns share, each with how many."""
    above = [(label, len(list(columns))) for label, columns in groupby(column.above for column in table.columns)]
    return {**table._asdict(), "above": above, "has_above": any(label for label, _ in above)}
