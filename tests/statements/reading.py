"""Reading statements back as their recipient would: the workbook's cells, the PDF's text, the page's tables."""

import re
import shutil
import subprocess
import zipfile
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

MINUS = "\N{MINUS SIGN}"


def soffice():
    """LibreOffice, where the test set-up could install it."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("LibreOffice is not installed, so NO workbook was recalculated: `make test` as root installs it")
    return program


def recalculate(workbooks: list[Path], folder: Path) -> dict[str, Path]:
    """The workbooks with every formula calculated anew: their remembered values are taken out first."""
    program, empty, out = soffice(), folder / "without-values", folder / "recalculated"
    empty.mkdir()
    for path in workbooks:
        forget_values(path, empty / path.name)
    command = [program, f"-env:UserInstallation=file://{folder / 'profile'}", "--headless", "--convert-to", "xlsx"]
    subprocess.run(
        [*command, "--outdir", str(out), *map(str, sorted(empty.iterdir()))],
        check=True,
        capture_output=True,
        timeout=600,
    )
    return {path.name: out / path.name for path in workbooks}


def forget_values(path: Path, copy: Path) -> None:
    """A workbook whose formulas have no values yet."""
    with zipfile.ZipFile(path) as read, zipfile.ZipFile(copy, "w") as written:
        for name in read.namelist():
            content = read.read(name)
            if name.startswith("xl/worksheets/"):
                content, formulas = re.subn(rb"(<f>[^<]*</f>)<v>[^<]*</v>", rb"\1", content)
                assert formulas == content.count(b"<f>")
            written.writestr(name, content)


@cache
def read_workbook(path: Path) -> dict[str, list[tuple]]:
    """The values of a workbook, sheet by sheet."""
    workbook = load_workbook(path, data_only=True, read_only=True)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in workbook}


def read_rows(path: Path, sheet: str) -> list[tuple]:
    """The values of a sheet."""
    return read_workbook(path)[sheet]


@cache
def read_text(path: Path) -> str:
    """The text of a PDF, on one line."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(path).pages).split())


def parse_kroner(written: str) -> int:
    """Kroner as they are written in Danish."""
    whole = written.removesuffix(" kr.").replace(".", "").replace(MINUS, "-")
    return int(whole)


class Page(HTMLParser):
    """A page's tables by the section they stand in: rows of cells. Its title, links and text too."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tables: dict[str, list[list[str]]] = {}
        self.links: list[str] = []
        self.ids: list[str] = []
        self.text = ""
        self.section = self.tag = ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        if tag == "section":
            self.section = named["id"]
        if "id" in named:
            self.ids.append(named["id"])
        if tag == "tr":
            self.tables.setdefault(self.section, []).append([])
        if tag in ("td", "th"):
            self.tables[self.section][-1].append("")
        if tag == "a":
            self.links.append(named["href"])
        self.tag = tag

    def handle_endtag(self, tag):
        self.tag = ""

    def handle_data(self, data):
        self.text += data
        if self.tag in ("td", "th"):
            self.tables[self.section][-1][-1] += data
