"""Pages of the home beside the site's own: which statements and which certificate there are, and what of them the site holds."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from flows.home import Home
from reports.site.figures import Figures
from reports.site.place import link_statement


def list_statements(home: Home, run: Mapping[str, Any]) -> dict[str, list[str]]:
    """The statement files of each municipality and region, as paths from the home; nothing where none are made."""
    folder = home.folder / "statements" / run["settlement_month"] / run["round"]
    found: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*-*-*")):
        found.setdefault(path.name.split("-")[1], []).append(path.relative_to(home.folder).as_posix())
    return found


def copy_pages(home: Home, figures: Figures) -> Iterator[tuple[str, str]]:
    """The pages of the home that the site shows: the certificate, and the statements where they are wanted."""
    if figures.certificate and figures.certificate["link"]:
        yield figures.certificate["link"], (home.folder / figures.certificate["path"]).read_text(encoding="utf-8")
    if figures.with_statements:
        for place in [*figures.country.towns, *(town for region in figures.country.towns for town in region.towns)]:
            for path in (path for path in place.statements if path.endswith(".html")):
                yield link_statement(path), detach((home.folder / path).read_text(encoding="utf-8"))


def detach(html: str) -> str:
    """A statement's page by itself: its workbook and PDF, which are not beside it, are told by their names."""
    return re.sub(r'<a href="([^"#/]+\.(?:xlsx|pdf))">([^<]+)</a>', r"\2 (\1)", html)


def describe_certificate(home: Home, run: Mapping[str, Any]) -> dict[str, Any] | None:
    """What the site says of the run's certificate: the verdict, never a count of what differs. It is shown where nothing does."""
    issued = read_certificate(home, run)
    if issued is None:
        return None
    is_identical = issued["verdict"] == "identical"
    return {
        "is_identical": is_identical,
        "issued_on": issued["issued_on"],
        "proofs": len(issued["proofs"]),
        "held": sum(proof["holds"] for proof in issued["proofs"]),
        "link": "attest.html" if is_identical else "",
        "path": f"certificates/{run['settlement_month']}-{run['run_id']}.html",
    }


def read_certificate(home: Home, run: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The certificate of the run that an audit from the archive issued, where there is one."""
    path = home.folder / "certificates" / f"{run['settlement_month']}-{run['run_id']}.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.exists() else None
