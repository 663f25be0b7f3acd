"""The templates of pages and papers, all read one way: an unknown name is an error, never an empty place."""

from collections.abc import Callable
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined


def open_templates(*, is_html: bool = True, **filters: Callable[..., Any]) -> Environment:
    """The templates in `reports/templates`, with filters by name. is_html: what is put in is escaped."""
    environment = Environment(
        loader=PackageLoader("reports"),
        autoescape=is_html,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= filters
    return environment
