"""Tables on a terminal, and what stands between them."""

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text


def draw_table(*headings: str, last_is_text: bool = False, right_from: int = 1) -> Table:
    """A table without lines: text to the left, numbers to the right."""
    table = Table(box=None, pad_edge=False, padding=(0, 3, 0, 0), header_style="bold")
    for place, heading in enumerate(headings):
        is_number = place >= right_from and not (last_is_text and place == len(headings) - 1)
        table.add_column(heading, justify="right" if is_number else "left", overflow="fold")
    return table


def indent(words: str, style: str = "") -> RenderableType:
    """Words a little to the right, on every line that they take."""
    return Padding(Text(words, style=style), (0, 0, 0, 5), expand=False)
