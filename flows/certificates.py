"""Certificates of audits: a page and JSON in the home, under the run's name."""

from datetime import UTC, datetime
from pathlib import Path

from flows.audit import Audit
from flows.home import Home
from reports.certificate import as_json, as_page


def write_certificate(home: Home, audit: Audit, *, is_given: bool) -> Path:
    """Write an audit's certificate; gives the page. One with given inputs does not replace that of the archive."""
    folder = home.folder / "certificates"
    folder.mkdir(exist_ok=True)
    issued_on = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC"
    name = f"{audit.run['settlement_month']}-{audit.run['run_id']}{'-given' if is_given else ''}"
    (folder / f"{name}.json").write_text(as_json(audit, issued_on), encoding="utf-8")
    page = folder / f"{name}.html"
    page.write_text(as_page(audit, issued_on), encoding="utf-8")
    return page
