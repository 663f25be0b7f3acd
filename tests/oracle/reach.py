"""Measure what the generated months reach: `python -m tests.oracle.reach 300` prints, per edge, in how many it occurs.

An edge is a question to the second engine's tables after its last stage. A strategy that stops reaching one has gone
blind there, however green its tests.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path

import duckdb
from hypothesis import HealthCheck, Phase, given, seed, settings

from .deliveries import Month, months
from .engine import STAGES, NoTariff, load, opened_database, run_stage

REASONS = "SELECT DISTINCT 'set aside: ' || reason FROM screened WHERE reason IS NOT NULL"
CHANNELS = "SELECT DISTINCT 'charged: ' || scheme || ', ' || channel FROM answers WHERE channel IS NOT NULL"
REJECTIONS = "SELECT DISTINCT 'rejected: ' || file || '.' || column_name || ' ' || reason FROM rejected"

EXAMPLES_PER_PART = 10
"""Hypothesis varies what it has after its first ten examples: many short parts reach more than one long one."""

EDGES = {
    "R1 key is k_recnum though others have idnummer": "FROM contacts WHERE contact_key = k_recnum AND EXISTS (FROM contacts WHERE contact_key <> k_recnum)",
    "gate: a row with two faults": "FROM rejected GROUP BY file, row_number HAVING count(*) > 1",
    "gate: both reasons orphan and duplicate_row": "FROM attendance_faults GROUP BY row_number HAVING count(*) > 1 AND bool_or(reason = 'orphan') AND bool_or(reason = 'duplicate_row')",
    "gate: duplicate by k_recnum under another idnummer": "FROM contact_versions GROUP BY k_recnum HAVING count(DISTINCT contact_key) > 1",
    "gate: duplicate by key under another k_recnum": "FROM contact_versions GROUP BY contact_key HAVING count(DISTINCT k_recnum) > 1",
    "gate: orphan of a superseded contact": "FROM services_read JOIN contacts_read ON v_recnum = k_recnum JOIN superseded_contacts ON superseded_contacts.row_number = contacts_read.row_number WHERE v_recnum NOT IN (SELECT k_recnum FROM contacts)",
    "R2 stay of several contacts": "FROM stay_contacts JOIN answers ON true WHERE setting = 'stay' GROUP BY event_no, event_id HAVING count(*) > 1",
    "R2 next contact starts on the discharge day": "FROM stay_contacts a JOIN stay_contacts b ON a.event_no = b.event_no AND a.d_uddto = b.d_inddto AND a.contact_no <> b.contact_no",
    "R2 joined over a gap": "FROM (SELECT d_inddto > max(d_uddto) OVER (PARTITION BY event_no ORDER BY d_inddto, contact_no ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS gap FROM stay_contacts WHERE event_no IN (SELECT event_no FROM stays)) WHERE gap",
    "R2 undischarged contact takes in later ones": "FROM stay_contacts a JOIN stay_contacts b USING (event_no) WHERE a.d_uddto IS NULL AND b.d_uddto IS NOT NULL",
    "R2 two contacts share the last discharge": "FROM stays JOIN stay_contacts b USING (event_no) JOIN rehabilitation_events USING (event_no) WHERE stays.d_uddto = b.d_uddto AND stays.contact_no <> b.contact_no",
    "R2 tie on k_recnum, where text would choose otherwise": "FROM stays JOIN stay_contacts b USING (event_no) JOIN rehabilitation_events USING (event_no) WHERE stays.d_uddto = b.d_uddto AND stays.d_inddto = b.d_inddto AND stays.k_recnum < b.k_recnum",
    "R2 tie that a different municipality shows": "FROM stays JOIN stay_contacts b USING (event_no) JOIN rehabilitation_events USING (event_no) WHERE stays.d_uddto = b.d_uddto AND stays.municipality IS DISTINCT FROM b.municipality",
    "R4 service of a contact but outside its days": "FROM services JOIN stay_contacts USING (contact_no) WHERE NOT is_addition AND d_odto NOT BETWEEN d_inddto AND d_uddto",
    "R4 addition that would have borne a tariff": "FROM services JOIN visits ON services.contact_no = visits.contact_no AND d_odto = activity_date JOIN dear_codes USING (sks_code, activity_date) WHERE is_addition",
    "R4 event without a tariff-bearing service": "FROM events ANTI JOIN event_tariffs USING (event_no)",
    "R4 longest prefix wins over another in force": "FROM event_services JOIN tariff_codes ON starts_with(sks_code, sks_prefix) AND activity_date BETWEEN valid_from AND valid_to GROUP BY event_no, scheme, sks_code HAVING count(*) > 1",
    "R5 plan on the event's own date": "FROM answers WHERE plan_issued_on = activity_date",
    "R5 plan only later": "FROM screened JOIN plans USING (cpr) WHERE setting = 'visit' AND plan_issued_on IS NULL AND issued_on > activity_date",
    "R5 several plans before": "FROM screened JOIN plans USING (cpr) WHERE issued_on <= activity_date GROUP BY event_no HAVING count(*) > 1",
    "R5 plan from a contact at another hospital": "FROM answers JOIN registrations USING (cpr) WHERE day = plan_issued_on AND setting = 'visit' GROUP BY event_id HAVING NOT bool_or(answers.hospital = registrations.hospital)",
    "R6 start and end on one day, with one open": "FROM mark_days WHERE has_start AND has_end AND was_open",
    "R6 start and end on one day, nothing open": "FROM mark_days WHERE has_start AND has_end AND NOT was_open",
    "R6 start while open": "FROM mark_days WHERE has_start AND NOT has_end AND was_open",
    "R6 end with nothing open": "FROM mark_days WHERE has_end AND NOT has_start AND NOT was_open",
    "R6 open course": "FROM courses WHERE ended_on IS NULL",
    "R6 marks on a stay or another sort of contact": "FROM services JOIN contacts USING (contact_no) WHERE c_pattype <> '2' AND starts_with(sks_code, 'START')",
    "R7 visit on the day one course ends and the next begins": "FROM rehabilitation_events e JOIN courses c USING (cpr, hospital) WHERE setting = 'visit' AND activity_date BETWEEN started_on AND coalesce(ended_on, DATE 'infinity') GROUP BY event_no, kind HAVING count(*) > 1",
    "R7 visit on the day before a restart": "FROM answers WHERE course_ended_on = activity_date AND EXISTS (FROM mark_days m WHERE m.day = activity_date + 1 AND m.was_open AND NOT m.has_end AND m.cpr = answers.cpr)",
    "R7 charged on the course's first day": "FROM answers WHERE course_started_on = activity_date",
    "R8 more than one reason would hold": "FROM screened WHERE (hospital_kind IS NULL)::INT + (coalesce(hospital_kind, 'hospital') <> 'hospital')::INT + (NOT has_payer)::INT + (plan_required = 'yes' AND plan_issued_on IS NULL)::INT + (kinds_covering <> 1 AND setting = 'visit')::INT > 1",
    "R8 municipality not yet in force": "FROM screened WHERE municipality = '0706' AND NOT has_payer",
    "R8 hospital no longer in force": "FROM screened WHERE hospital = '8001' AND hospital_kind IS NULL",
    "R8 open course charged": "FROM answers WHERE outcome = 'charged' AND setting = 'visit' AND course_ended_on IS NULL",
    "R8 visit charged without a plan": "FROM answers WHERE outcome = 'charged' AND setting = 'visit' AND plan_issued_on IS NULL",
    "R8 stay set aside for want of a plan": "FROM answers WHERE setting = 'stay' AND reason = 'no_rehabilitation_plan'",
    "R9 specialised visit with a home visit and another service": "FROM answers WHERE scheme = 'specialised_outpatient' AND outcome = 'charged' AND EXISTS (FROM events JOIN event_services USING (event_no) WHERE events.event_id = answers.event_id AND event_services.sks_code LIKE 'AAF6%')",
    "R9 dearest of several groups": "FROM event_services JOIN dear_codes USING (setting, activity_date, sks_code) GROUP BY event_no, scheme HAVING count(DISTINCT tariff_kr) > 1",
    "R9 tie of kroner between codes of different groups": "FROM event_services s JOIN dear_codes d USING (setting, activity_date, sks_code) GROUP BY event_no, scheme, tariff_kr HAVING count(DISTINCT tariff_group) > 1",
    "R10 half a kroner, computed": "FROM answers JOIN shares USING (scheme) WHERE tariff_kr * municipal_share % 1 = 0.5 AND municipal_kr > tariff_kr * municipal_share AND activity_date BETWEEN valid_from AND valid_to",
    "R12 region of a hospital that moved": "FROM answers WHERE hospital = '2401' AND creditor_region = '1085' AND outcome = 'charged'",
    "R13 event beyond the window": "FROM (SELECT activity_date FROM visits UNION ALL SELECT activity_date FROM stays) WHERE activity_date NOT BETWEEN getvariable('window_from') AND getvariable('window_to')",
    "R13 event on the last day of the window": "FROM answers WHERE activity_date = getvariable('window_to')",
    "age empty": "FROM answers WHERE age IS NULL",
    "age over 100": "FROM answers WHERE age > 100",
    "age under 10": "FROM answers WHERE age < 10",
    "five events or more charged": "FROM answers WHERE outcome = 'charged' HAVING count(*) >= 5",
}  # fmt: skip


def reached(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Name all that one settled month reaches."""
    named = {name for query in (REASONS, CHANNELS, REJECTIONS) for (name,) in connection.execute(query).fetchall()}
    return named | {edge for edge, query in EDGES.items() if connection.execute(f"SELECT 1 {query} LIMIT 1").fetchone()}


def reached_by(month: Month) -> set[str]:
    """Settle a month and name all that it reaches; break off where the answers do not add up (R14)."""
    with tempfile.TemporaryDirectory() as folder, opened_database() as connection:
        load(connection, *month.write(Path(folder)))
        try:
            for stage in STAGES:
                run_stage(connection, stage)
        except NoTariff:
            return {"R9 missing tariff"}
        events, names, screened = connection.execute("SELECT count(*), count(DISTINCT event_id), (SELECT count(*) FROM screened) FROM answers").fetchone()
        assert events == names == screened, "an event twice, or lost"
        return reached(connection) | ({"R9 nothing to price"} if not events else set())


def settle_months(part: int, examples: int, occurrences: Counter[str]) -> None:
    """Settle some generated months and count what each reaches."""

    @seed(part)
    @settings(max_examples=examples, deadline=None, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(months())
    def settle(month: Month) -> None:
        occurrences.update(["months"])
        occurrences.update(reached_by(month))

    settle()


def main(examples: str = "300") -> None:
    """Print for each edge in how many generated months it occurs."""
    occurrences: Counter[str] = Counter(dict.fromkeys(EDGES, 0))
    for part in range(int(examples) // EXAMPLES_PER_PART):
        settle_months(part, EXAMPLES_PER_PART, occurrences)
    for name, number in sorted(occurrences.items()):
        print(f"{number:6}  {name}")


if __name__ == "__main__":
    main(*sys.argv[1:])
