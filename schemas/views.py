"""What analysts ask of the ledger again and again, as views and a macro beside the marts: nothing here is stored twice."""

from schemas.ddl import literal
from schemas.marts import mart_columns
from transforms.sharing import AMOUNTS

SIGN = "CASE entry_type WHEN 'charge' THEN 1 ELSE -1 END"
SUMS = ", ".join(f"sum({name})::DECIMAL(14,2) AS {name}" for name in AMOUNTS)

AS_KNOWN = """
CREATE OR REPLACE MACRO as_known(month) AS TABLE
    SELECT * EXCLUDE (entry_type, reason) FROM ledger AS booked
    WHERE entry_type = 'charge' AND settlement_month <= month AND NOT EXISTS (
        FROM ledger AS later
        WHERE later.event_id = booked.event_id AND later.entry_type = 'reversal'
            AND later.entry_no > booked.entry_no AND later.settlement_month <= month)"""

CORRECTIONS = f"""
CREATE OR REPLACE VIEW corrections AS
    SELECT settlement_month, round, activity_month, payer_municipality, creditor_region, scheme, channel,
        coalesce(reason, 'added') AS reason,
        count(*) FILTER (entry_type = 'reversal') AS reversals, count(*) FILTER (entry_type = 'charge') AS charges,
        {SUMS}
    FROM ledger WHERE reason IS NOT NULL OR activity_month < settlement_month
    GROUP BY ALL ORDER BY ALL"""

COMPLETION = f"""
CREATE OR REPLACE VIEW completion AS
    WITH booked AS (
        SELECT activity_month, hospital, settlement_month, sum({SIGN}) AS events, {SUMS} FROM ledger GROUP BY ALL
    ), settled AS (
        SELECT DISTINCT settlement_month FROM runs WHERE status = 'published'
    ), known AS (
        SELECT activity_month, hospital, settled.settlement_month,
            datediff('month', (activity_month || '-01')::DATE, (settled.settlement_month || '-01')::DATE) AS months_later,
            sum(events)::BIGINT AS events, {SUMS}
        FROM booked JOIN settled ON booked.settlement_month <= settled.settlement_month GROUP BY ALL
    )
    SELECT *, (tariff_kr / nullif(last(tariff_kr) OVER (
        PARTITION BY activity_month, hospital ORDER BY settlement_month
        ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING), 0))::DECIMAL(9,4) AS known_share
    FROM known ORDER BY activity_month, hospital, settlement_month"""

FREE_SERVICES = """
CREATE OR REPLACE VIEW free_services AS
    WITH given AS (
        SELECT strftime(activity_date, '%Y-%m') AS activity_month, creditor_region, hospital, payer_municipality,
            person_key, 1 AS rehabilitation_events, coalesce(advisory_kr, 0) AS rehabilitation_kr,
            NULL AS treated_key, NULL AS treatment_services
        FROM set_aside WHERE reason = 'no_rehabilitation_plan'
        UNION ALL
        SELECT activity_month, NULL, NULL, payer, NULL, 0, 0, person_key, treatment_services
        FROM bilateral_visits WHERE treatment_services > 0
    )
    SELECT activity_month, creditor_region, hospital, payer_municipality,
        sum(rehabilitation_events)::BIGINT AS rehabilitation_events, count(DISTINCT person_key) AS rehabilitation_persons,
        sum(rehabilitation_kr)::DECIMAL(14,2) AS rehabilitation_kr,
        sum(treatment_services)::BIGINT AS treatment_services,
        CASE WHEN count(treated_key) > 0 THEN count(DISTINCT treated_key) END AS treatment_persons,
        NULL::DECIMAL(14,2) AS treatment_kr
    FROM given GROUP BY ALL ORDER BY ALL"""

MUNICIPAL_ACTIVITY = """
CREATE OR REPLACE VIEW municipal_activity AS
    SELECT activity_month, payer, supplier_kind, supplier, standing, sum(visits)::BIGINT AS visits,
        count(DISTINCT person_key) FILTER (visits = 1) AS persons,
        sum(services)::BIGINT AS services, sum(treatment_services)::BIGINT AS treatment_services,
        (sum(minutes) / 60.0)::DECIMAL(14,2) AS hours, sum(advisory_kr)::DECIMAL(14,2) AS advisory_kr,
        sum(agreed_kr)::DECIMAL(14,2) AS agreed_kr
    FROM bilateral_visits WHERE register_name = 'ges' GROUP BY ALL ORDER BY ALL"""

COMMENTS = {
    "VIEW corrections": "Corrections of a settlement month (reguleringer): what it booked of earlier activity months, and all that "
    "replaced something, by activity month, payer and reason (added: a charge of its own, booked late)",
    "VIEW completion": "The completion curve: how much of an activity month was known so many months later, by hospital; known_share "
    "is of the tariff kroner that are known now",
    "VIEW free_services": "Free services (gratis ydelser, KL 2.2): rehabilitation that hospitals gave persons without a plan, which "
    "triggers no tariff, valued at the tariff that it would have had (a view of set_aside, reason no_rehabilitation_plan: what "
    "an earlier reason of R8 sets aside is not here), and, on lines of their own without a hospital, the treatment services that "
    "were given in municipal rehabilitation; empty where a line is of the other side, and until a municipal delivery exists",
    "VIEW municipal_activity": "Municipal activity (register ges) by month, payer, supplier and standing: own production, owed under an "
    "agreement, without one",
    "MACRO TABLE as_known": "The charges as they stood after a settlement month (YYYY-MM); a later one has no say in it",
}


COLUMNS = {
    "corrections": "settlement_month round activity_month payer_municipality creditor_region scheme channel reason reversals charges "
    "tariff_kr municipal_kr payable_kr",
    "free_services": "activity_month creditor_region hospital payer_municipality rehabilitation_events rehabilitation_persons "
    "rehabilitation_kr treatment_services treatment_persons treatment_kr",
    "municipal_activity": "activity_month payer supplier_kind supplier standing visits persons services treatment_services hours "
    "advisory_kr agreed_kr",
    "completion": "activity_month hospital settlement_month months_later events tariff_kr municipal_kr payable_kr known_share",
}
"""The columns of each view, in their order."""

MEANINGS = {
    "reason": "Reason as in ledger; added: a charge of its own for an earlier activity month",
    "reversals": "Number of reversals",
    "charges": "Number of charges",
    "months_later": "Months from activity month to settlement month",
    "events": "Charges less reversals, up to and with the settlement month",
    "rehabilitation_events": "Rehabilitation events that hospitals gave persons without a plan",
    "rehabilitation_persons": "Persons who were given them; one may be in several rows",
    "rehabilitation_kr": "The tariffs that they would have had (advisory_kr), kroner",
    "treatment_services": "Treatment services that municipalities gave; empty until a municipal delivery exists",
    "treatment_persons": "Persons who were given them; empty until a municipal delivery exists",
    "treatment_kr": "Their value, kroner; always empty: treatment triggers no tariff, and no price of it is known",
    "persons": "Citizens; one may be in several rows",
    "visits": "Number of visits",
    "hours": "Hours of the services, minutes as delivered",
    "known_share": "tariff_kr as known then, of tariff_kr as known now",
}
"""What a column of a view means where the ledger does not say it."""


def create_views() -> list[str]:
    """The statements that make the views and the macro with their comments; the marts must be there."""
    meanings = {
        name: column.description for name, column in (mart_columns("bilateral_visits") | mart_columns("ledger")).items()
    }
    meanings |= MEANINGS
    comments = {f"COLUMN {view}.{name}": meanings[name] for view in COLUMNS for name in COLUMNS[view].split()}
    described = [f"COMMENT ON {what} IS {literal(comment)}" for what, comment in (COMMENTS | comments).items()]
    return [AS_KNOWN, CORRECTIONS, COMPLETION, FREE_SERVICES, MUNICIPAL_ACTIVITY, *described]
