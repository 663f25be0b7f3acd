"""The commands that look at facts, and that put into a folder of one's own what parties notify and persons decide."""

from pathlib import Path
from typing import Annotated

import typer

from flows.options import (
    EndOption,
    FactsOption,
    FromOption,
    HomeOption,
    LastDayOption,
    NoteOption,
    OwnFactsOption,
    SourceOption,
)

facts_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The dated facts that every krone rests on.")
opt_out_app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Municipality and region that settle specialised outpatient rehabilitation themselves (framelding).",
)

MunicipalityOption = Annotated[str, typer.Option("--municipality", help="Municipality, four digits.")]
RegionOption = Annotated[str, typer.Option("--region", help="Region, four digits.")]


@facts_app.command("check")
def check_facts(facts: FactsOption = None) -> None:
    """Prove the facts; list what is not confirmed, and printed amounts that are not the computed ones."""
    from flows.facts import SHIPPED, prove_facts
    from reports.run_summary import open_console

    open_console().print(prove_facts(facts or SHIPPED))


@facts_app.command("copy")
def copy_facts(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="A folder that is new or empty.")],
) -> None:
    """Copy the facts that come with genopt to a folder of your own, to be changed there and given with --facts.

    The agreements that were made up for synthetic deliveries are left out.
    """
    from flows.facts_editing import copy_shipped

    typer.echo(f"Your own facts: {copy_shipped(folder)}")
    typer.echo(
        "Left out: the made-up agreements (placeholder), in whose place yours stand. `genopt agreement add` writes them."
    )


@facts_app.command("end")
def end_row(
    fact: Annotated[str, typer.Argument(metavar="FACT", help="File of facts, e.g. agreements.")],
    key: Annotated[list[str], typer.Argument(metavar="KEY...", help="What names the row, e.g. an agreement_id.")],
    on: EndOption,
    facts: OwnFactsOption,
) -> None:
    """Give the open row of a key its last day, so that another may follow on the day after."""
    from flows.facts_editing import end_fact

    typer.echo(f"{' '.join(key)} holds until {on}: {end_fact(facts, fact, key, on)}")


@opt_out_app.command("add")
def add_opt_out(
    municipality: MunicipalityOption,
    region: RegionOption,
    notified_on: Annotated[str, typer.Option("--notified-on", metavar="DAY", help="Day of notice, YYYY-MM-DD.")],
    valid_from: FromOption,
    source: SourceOption,
    facts: OwnFactsOption,
    valid_to: LastDayOption = "",
    note: NoteOption = "",
) -> None:
    """Write that municipality and region opt out, from a day at least two months after notice (KL memo 4.1)."""
    from flows.facts_editing import add_facts, stop_at_strangers

    row = {"municipality": municipality, "region": region, "notified_on": notified_on, "status": "confirmed"}
    row |= {"valid_from": valid_from, "valid_to": valid_to, "source": source, "note": note}
    stop_at_strangers(facts, row)
    path = add_facts(facts, "opt_outs", [row])
    typer.echo(
        f"{municipality} and {region} settle specialised outpatient rehabilitation themselves from {valid_from}: {path}"
    )


@opt_out_app.command("end")
def end_opt_out(municipality: MunicipalityOption, region: RegionOption, on: EndOption, facts: OwnFactsOption) -> None:
    """Give the opt-out of municipality and region its last day; from the day after it is collected here again."""
    from flows.facts_editing import end_fact

    path = end_fact(facts, "opt_outs", [municipality, region], on)
    typer.echo(f"{municipality} and {region} are opted out until {on}: {path}")


def sign_off(
    event_id: Annotated[str, typer.Argument(help="As on the control list no_agreement, e.g. G:COURSE:2007-03-05.")],
    decision: Annotated[str, typer.Option("--decision", help="accepted or refused.")],
    by: Annotated[str, typer.Option("--by", help="Who decided.")],
    why: Annotated[str, typer.Option("--why", help="Why. No CPR number.")],
    on: Annotated[str, typer.Option("--on", metavar="DAY", help="Day of the decision, YYYY-MM-DD.")],
    source: SourceOption,
    facts: OwnFactsOption,
    home: HomeOption = Path("var"),
    agreed_kr: Annotated[
        str, typer.Option("--agreed-kr", metavar="KR", help="Of an accepted event: what the parties agreed for it.")
    ] = "",
    note: NoteOption = "",
) -> None:
    """Write what was decided of an event on the home's control list no_agreement; the next run reads it."""
    from flows.decisions import stop_at_unlisted
    from flows.facts_editing import add_facts
    from flows.home import Home

    stop_at_unlisted(Home(home), event_id)
    row = {"event_id": event_id, "decision": decision, "decided_by": by, "why": why, "agreed_kr": agreed_kr}
    row |= {"valid_from": on, "status": "confirmed", "source": source, "note": note}
    typer.echo(f"{event_id} is {decision} from {on}: {add_facts(facts, 'decisions', [row])}")
