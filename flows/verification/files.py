"""Turn the files of a delivery and of a facts folder into DuckDB tables of text, whatever their physical form.

Contract, section 2: CSV (plain or gzipped) or Parquet; `;` or `,`; UTF-8 with or without BOM, else ISO-8859-15;
headings in any letter case and order; quoted or not. Cells are trimmed, codes upper-cased, empty cells are null.
"""

import codecs
import csv
import gzip
import shutil
import tomllib
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

import duckdb

DELIVERY = {
    "lpr2": {
        "t_adm": "k_recnum v_cpr c_pattype c_sgh c_afd c_kom d_inddto d_uddto idnummer skemaopdat c_spec",
        "t_bes": "v_recnum d_ambdto",
        "t_sksube": "v_recnum c_opr d_odto c_oprart",
    },
    "ges": {
        "genoptraening_grundoplysninger": "course_id cpr municipality institution number_kind institution_municipality "
        "plan_issued_on plan_kind ended_on diagnosis_group",
        "genoptraening_procedurer": "course_id service_id service_on sks_code form minutes group_size consultation "
        "travel_minutes",
        "genoptraening_tillaegsprocedurer": "service_id additional_code",
    },
}
"""Register -> table -> the columns that a rule reads."""

CODES = {"v_cpr", "c_pattype", "c_sgh", "c_afd", "c_kom", "c_spec", "c_opr", "c_oprart"}
CODES |= {"cpr", "institution", "sks_code", "additional_code"}
"""Columns that are upper-cased."""

FACTS = {
    "tariffs": {"tariff_kr": "DECIMAL(14, 2)", "municipal_kr": "DECIMAL(14, 2)", "tariff_group": "VARCHAR"},
    "tariff_codes": {"scheme": "VARCHAR", "sks_prefix": "VARCHAR", "tariff_group": "VARCHAR"},
    "shares": {"scheme": "VARCHAR", "municipal_share": "DECIMAL(9, 6)"},
    "registration_codes": {"sks_prefix": "VARCHAR", "role": "VARCHAR"},
    "policies": {"policy": "VARCHAR", "scheme": "VARCHAR", "value": "VARCHAR"},
    "opt_outs": {"municipality": "VARCHAR", "region": "VARCHAR"},
    "municipalities": {"municipality": "VARCHAR", "region": "VARCHAR"},
    "hospitals": {"hospital": "VARCHAR", "region": "VARCHAR", "kind": "VARCHAR"},
    "institutions": dict.fromkeys(
        ("institution", "number_kind", "supplier_kind", "supplier", "municipality"), "VARCHAR"
    ),
    "headings": {"register_table": "VARCHAR", "heading": "VARCHAR", "column_name": "VARCHAR"},
    "agreements": {
        **dict.fromkeys(("agreement_id", "payer", "supplier_kind", "supplier", "service_scope"), "VARCHAR"),
        **{"model": "VARCHAR", "price_list": "VARCHAR", "price_level": "VARCHAR"},
        **{"less_percent": "DECIMAL(5, 2)", "step_minutes": "BIGINT"},
    },
    "agreement_prices": {
        **{"price_list": "VARCHAR", "item": "VARCHAR", "amount_kr": "DECIMAL(14, 2)", "price_level": "VARCHAR"}
    },
    "price_levels": {"price_level": "VARCHAR", "price_index": "DECIMAL(9, 4)"},
    "decisions": {
        **dict.fromkeys(("event_id", "decision", "decided_by", "why"), "VARCHAR"),
        **{"agreed_kr": "DECIMAL(14, 2)"},
    },
}
FOR_TRIALS = ("institutions", "agreements", "agreement_prices")
"""Facts whose placeholder rows carry synthetic deliveries only."""

BLANKS = "' \t\n\v\f\r\u00a0'"
TRIMMED = f"""
CREATE MACRO is_blank(point) AS point <= 32 OR point = 160;
CREATE MACRO trimmed(written) AS CASE
    WHEN is_blank(unicode(written)) OR is_blank(unicode(reverse(written))) THEN nullif(trim(written, {BLANKS}), '')
    ELSE written
END
"""
"""Trimming with a list of blanks is slow and seldom needed: only texts that begin or end with one are trimmed."""
TEXTS = Path(__file__).parent / "texts.sql"
CSV_OPTIONS = "quote = '\"', escape = '\"', header = false, auto_detect = false"
RAGGED = "null_padding = true, parallel = false"
"""How a file is read in which some row leaves its last cells out; slower, so only where it is needed."""
CHUNK_BYTES = 1 << 20


def read_toml(delivery: Path) -> dict[str, Any]:
    """What a delivery says of itself."""
    return tomllib.loads((delivery / "delivery.toml").read_text(encoding="utf-8-sig"))


def read_register(delivery: Path) -> str:
    """The register that a delivery is of."""
    return str(read_toml(delivery)["register"])


def create_text_tables(connection: duckdb.DuckDBPyConnection, delivery: Path, facts: Path, scratch: Path) -> None:
    """Create a table `<name>_text` for each table of the delivery's register, and one for each file of facts.

    `scratch` takes copies of files that DuckDB cannot read as they are.
    """
    connection.execute(TRIMMED)
    connection.execute(TEXTS.read_text(encoding="utf-8"))
    toml = read_toml(delivery)
    for table, types in FACTS.items():
        create_facts_table(connection, table, types, facts / f"{table}.csv")
    if not toml.get("synthetic", False):
        for table in FOR_TRIALS:
            connection.execute(f"DELETE FROM {table} WHERE status = 'placeholder'")
    for table, columns in DELIVERY[toml["register"]].items():
        names = read_names(connection, table, toml["drawn_on"])
        create_delivery_table(connection, table, columns.split(), names, find_file(delivery, table), scratch)


def read_names(connection: duckdb.DuckDBPyConnection, table: str, drawn_on: date) -> dict[str, str]:
    """What a table's headings stand for on the day it was drawn, where they are no names of columns: heading -> column."""
    query = "SELECT heading, column_name FROM headings WHERE register_table = ? AND ? BETWEEN valid_from AND valid_to"
    return dict(connection.execute(query, [table, drawn_on]).fetchall())


def find_file(delivery: Path, table: str) -> Path:
    """Find the one file of a table, in any letter case; raise `FileNotFoundError` where there is none."""
    for path in delivery.iterdir():
        if path.name.lower() in (f"{table}.csv", f"{table}.csv.gz", f"{table}.parquet"):
            return path
    raise FileNotFoundError(f"{delivery} holds no {table}.csv, {table}.csv.gz or {table}.parquet")


def create_delivery_table(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    columns: list[str],
    names: dict[str, str],
    path: Path,
    scratch: Path,
) -> None:
    """Create one table of trimmed text, rowid = place in the file; an optional column that is not there is null."""
    is_parquet = path.suffix.lower() == ".parquet"
    written, source = read_parquet(connection, path) if is_parquet else read_csv(path, scratch)
    headings = {names.get(heading, heading): place for heading, place in written.items()}
    cells = ", ".join(
        f"{cell(column, headings[column])} AS {column}" if column in headings else f"NULL::VARCHAR AS {column}"
        for column in columns
    )
    try:
        connection.execute(f"CREATE TABLE {table}_text AS SELECT {cells} FROM {source}")
    except duckdb.InvalidInputException:
        if is_parquet:
            raise
        source = source.removesuffix(")") + f", {RAGGED})"
        connection.execute(f"CREATE TABLE {table}_text AS SELECT {cells} FROM {source}")


def cell(column: str, heading: str) -> str:
    """Write the SQL of one cell: its text, trimmed; codes and CPR upper-cased; empty is null."""
    text = f"trimmed({quoted(heading)}::VARCHAR)"
    return f"upper({text})" if column in CODES else text


def create_facts_table(connection: duckdb.DuckDBPyConnection, table: str, types: dict[str, str], path: Path) -> None:
    """Create one table of dated facts; an open period ends in infinity. A file that is absent holds no rows."""
    types = types | {"valid_from": "DATE", "valid_to": "DATE", "status": "VARCHAR"}
    connection.execute(f"CREATE TABLE {table} ({', '.join(f'{column} {kind}' for column, kind in types.items())})")
    if path.exists():
        headings, source = read_csv(path, path.parent)
        cells = (f"trimmed({quoted(headings[column])}) AS {column}" for column in types)
        open_ended = "* REPLACE (coalesce(valid_to, 'infinity') AS valid_to)"
        connection.execute(f"INSERT INTO {table} SELECT {open_ended} FROM (SELECT {', '.join(cells)} FROM {source})")


def read_parquet(connection: duckdb.DuckDBPyConnection, path: Path) -> tuple[dict[str, str], str]:
    """Give the headings of a Parquet file (lower case -> as written) and the SQL that reads it."""
    source = f"read_parquet({literal(path)})"
    names = [row[0] for row in connection.execute(f"DESCRIBE FROM {source}").fetchall()]
    return {name.strip().lower(): name for name in names}, source


def read_csv(path: Path, scratch: Path) -> tuple[dict[str, str], str]:
    """Give the headings of a CSV file (lower case -> as written) and the SQL that reads it as text."""
    path = path if is_utf8(path) else write_as_utf8(path, scratch / f"{path.stem}.csv")
    heading, skipped = read_heading(path)
    delimiter = ";" if ";" in heading else ","
    names = next(csv.reader([heading], delimiter=delimiter))
    columns = ", ".join(f"c{place}: 'VARCHAR'" for place in range(len(names)))
    options = f"columns = {{{columns}}}, delim = '{delimiter}', skip = {skipped}, {CSV_OPTIONS}"
    return {
        name.strip().lower(): f"c{place}" for place, name in enumerate(names)
    }, f"read_csv({literal(path)}, {options})"


def read_heading(path: Path) -> tuple[str, int]:
    """Give the heading line and how many lines there are until after it: blank ones may come first."""
    with opened(path) as binary:
        for number, line in enumerate(binary, 1):
            if heading := line.decode("utf-8-sig").strip():
                return heading, number
    return "", 0


def opened(path: Path) -> BinaryIO:
    """Open a file, unpacked where it is gzipped."""
    return gzip.open(path, "rb") if path.suffix.lower() == ".gz" else path.open("rb")  # type: ignore[return-value]


def is_utf8(path: Path) -> bool:
    """Say whether the whole file decodes as UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with opened(path) as binary:
        try:
            while chunk := binary.read(CHUNK_BYTES):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def write_as_utf8(path: Path, copy: Path) -> Path:
    """Write a file that is not UTF-8, hence ISO-8859-15, as UTF-8."""
    with opened(path) as binary, copy.open("wb") as written:
        shutil.copyfileobj(codecs.EncodedFile(binary, "utf-8", "iso8859-15"), written, CHUNK_BYTES)
    return copy


def quoted(name: str) -> str:
    """Quote a name for SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: object) -> str:
    """Write a text as an SQL literal."""
    return "'" + str(text).replace("'", "''") + "'"
