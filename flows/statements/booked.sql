-- What a settlement month and its two periods of comparison booked, entry by entry, with the section of the statement.
-- Parameters: the months and rounds of the three periods. A comparison is taken from the same section of its own month.
-- kind: the section of the entry's own month. set_beside: the activity month as far before $month as it lies before its period,
-- so that corrections are compared with corrections of a month equally far back.
CREATE TEMP TABLE booked AS
WITH periods(period, month, round) AS (
    VALUES ('now', $month, $round), ('before', $before_month, $before_round), ('year_ago', $year_ago_month, $round)
)
SELECT
    period,
    CASE WHEN channel = 'opted_out' THEN 'opted_out' ELSE scheme END AS kind,
    CASE WHEN activity_month <> settlement_month THEN 'corrections' ELSE kind END AS section,
    strftime((activity_month || '-01')::DATE + to_months(
        datediff('month', (periods.month || '-01')::DATE, ($month || '-01')::DATE)::INTEGER
    ), '%Y-%m') AS set_beside,
    entry_no, run_id, entry_type, event_id, reason, scheme, channel, activity_date, activity_month, payer_municipality, creditor_region,
    hospital, department, person_key, age, sks_code, tariff_group, plan_issued_on, course_started_on, course_ended_on,
    CASE entry_type WHEN 'charge' THEN 1 ELSE -1 END AS events,
    tariff_kr, municipal_kr, payable_kr,
    abs(tariff_kr) AS unit_tariff_kr,
    abs(municipal_kr) AS unit_kr
FROM ledger
JOIN periods ON settlement_month = periods.month AND ledger.round = periods.round;
