"""A statement as PDF: one Typst template, given the laid-out statement as data."""

import json
from functools import cache
from importlib.resources import files

import typst

from reports.statements.layout import Laid

FONT = "fontpkg_source_sans_3"
"""The package of the font, so that a page is the same on every machine."""


@cache
def compiler() -> typst.Compiler:
    """The compiler with the template; it knows no font of the machine."""
    return typst.Compiler(
        input=str(files("reports") / "templates" / "statement.typ"),
        font_paths=[str(files(FONT) / "files")],
        ignore_system_fonts=True,
    )


def as_pdf(laid: Laid, timestamp: int) -> bytes:
    """The PDF of a statement, made on a fixed day (seconds since 1970)."""
    content = as_data(laid)
    document = compiler().compile(format="pdf", sys_inputs={"laid": json.dumps(content)}, timestamp=timestamp)
    assert isinstance(document, bytes)
    return document


def as_data(laid: Laid) -> dict[str, object]:
    """The laid-out statement as JSON takes it."""
    tables = [
        {
            **table._asdict(),
            "columns": [column._asdict() for column in table.columns],
            "rows": [row._asdict() for row in table.rows],
        }
        for table in laid.tables
    ]
    return {**laid._asdict(), "facts": [(fact.name, fact.written) for fact in laid.facts], "tables": tables}
