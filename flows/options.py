"""The options and arguments that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

MonthArgument = Annotated[str, typer.Argument(metavar="MONTH", help="Settlement month, YYYY-MM.")]
HomeOption = Annotated[Path, typer.Option("--home", envvar="GENOPT_HOME", help="Folder of marts, statements, sites.")]
FactsOption = Annotated[Path | None, typer.Option("--facts", help="Folder of facts; default: those of genopt.")]
StatementsOption = Annotated[bool, typer.Option("--with-statements", help="For the house: hides nothing.")]
QuietOption = Annotated[bool, typer.Option("--quiet", help="Print one line.")]

OwnFactsOption = Annotated[
    Path, typer.Option("--facts", help="Your own folder of facts, which is written to (`genopt facts copy` makes one).")
]
FromOption = Annotated[str, typer.Option("--from", metavar="DAY", help="First day that it holds, YYYY-MM-DD.")]
LastDayOption = Annotated[str, typer.Option("--to", metavar="DAY", help="Last day that it holds; default: open.")]
EndEarlierOption = Annotated[
    bool, typer.Option("--end-earlier", help="Where a price of the same name is open, it ends the day before.")
]
EndOption = Annotated[str, typer.Option("--on", metavar="DAY", help="Last day that it holds, YYYY-MM-DD.")]
SourceOption = Annotated[str, typer.Option("--source", help="Where it is written, or who said so.")]
NoteOption = Annotated[str, typer.Option("--note", help="What a reader must know of it.")]
