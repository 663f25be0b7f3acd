"""The gate of municipal rows: accepted ones and faults out, as `schemas.gate`. Source: contract section 2, register `ges`."""

import polars as pl

from schemas.gate import Gated, find_faults, keep_faultless
from schemas.ges import Grundoplysninger, Procedurer, Tillaegsprocedurer
from transforms import ges_linking as linking
from transforms.dated import VALIDITY, Facts
from transforms.ges import read_courses, read_services
from transforms.linking import find_orphans


def gate_courses(rows: pl.DataFrame, facts: Facts) -> Gated:
    """Accept or reject courses, and read those accepted; of those sent twice one stays.

    In: trimmed text with `row_number` from 1. Danish: grundoplysninger. Source: contract section 2.
    """
    courses = linking.add_known_institution(read_courses(rows), facts)
    faults = [
        find_faults(rows, Grundoplysninger),
        linking.find_unknown_institutions(courses),
        linking.find_institutions_elsewhere(courses),
        linking.find_unknown_municipalities(courses, facts),
    ]
    return gate_repeated(courses, pl.concat(faults), "course_id", "duplicate_course")


def gate_services(rows: pl.DataFrame, contacts: pl.DataFrame, facts: Facts) -> Gated:
    """Accept or reject services, and read those accepted. Adds their `contact`. In: trimmed text; contacts in their shape.

    Danish: procedurer. Source: contract section 2.
    """
    linked = linking.join_course(read_services(rows), contacts)
    institutions = facts.institutions.select("institution", *VALIDITY)
    municipalities = facts.municipalities.select("municipality", *VALIDITY)
    faults = [
        find_faults(rows, Procedurer),
        find_orphans(linked, "course_id"),
        linking.find_outside_course(linked),
        linking.find_out_of_force(linked, institutions, "institution", "unknown_institution"),
        linking.find_out_of_force(linked, municipalities, "municipality", "unknown_municipality"),
    ]
    return gate_repeated(linked, pl.concat(faults), "service_id", "duplicate_service")


def gate_repeated(rows: pl.DataFrame, faults: pl.DataFrame, number: str, reason: str) -> Gated:
    """Accept one row of each number among those that nothing else is wrong with."""
    otherwise_accepted = keep_faultless(rows, faults)
    repeated = linking.find_repeated(otherwise_accepted, number, reason)
    return Gated(keep_faultless(otherwise_accepted, repeated), pl.concat([faults, repeated]))


def gate_additions(rows: pl.DataFrame, services: pl.DataFrame) -> Gated:
    """Accept or reject additional codes. Adds `contact` and `service_on` of their accepted service.

    Danish: tillægsprocedurer. Source: contract section 2.
    """
    linked = rows.join(services.select("contact", "service_id", "service_on"), on="service_id", how="left")
    faults = pl.concat([find_faults(rows, Tillaegsprocedurer), find_orphans(linked, "service_id")])
    return Gated(keep_faultless(linked, faults), faults)
