-- The control lists, told again over the tables of the second engine (none of which is dropped here).
-- Out: told_again: list, event_id, payer_municipality, creditor_region, hospital, activity_date, detail, advisory_kr.

CREATE MACRO limit_on(name, default_value, day) AS
    coalesce((SELECT max(value) FROM policies WHERE policy = name AND day BETWEEN valid_from AND valid_to), default_value);

CREATE TABLE told_events AS
SELECT
    screened.*, event_id(screened.setting, contact_key, screened.activity_date) AS event_id, cpr, hospital, municipality,
    prices.tariff_kr, prices.sks_code, prices.tariff_group,
    EXISTS (FROM event_services AS s WHERE s.event_no = screened.event_no
            AND starts_with(s.sks_code, limit_on('home_visit_code', 'AAF6', screened.activity_date))) AS has_home_visit
FROM screened
JOIN contacts USING (contact_no)
LEFT JOIN prices ON price_no = CASE WHEN reason IS NULL THEN own_price_no ELSE advisory_price_no END;

-- Who carries a mark: the first of the contacts by key, on whose row it stands.
CREATE TABLE carried AS
WITH coded AS (
    SELECT contact_no, d_odto AS day, arg_max(role, length(sks_prefix)) AS role
    FROM services JOIN registration_codes ON starts_with(sks_code, sks_prefix) AND d_odto BETWEEN valid_from AND valid_to
    WHERE NOT is_addition
    GROUP BY services.rowid, contact_no, d_odto
)
SELECT cpr, hospital, role, day, min(contact_key) AS contact_key, arg_min(municipality, contact_key) AS municipality
FROM coded JOIN contacts USING (contact_no)
GROUP BY ALL;

-- arg_min leaves out empty municipalities: look the carrying contact's own up again.
UPDATE carried SET municipality = (SELECT any_value(c.municipality) FROM contacts AS c WHERE c.contact_key = carried.contact_key);

CREATE TABLE told_again AS
WITH
    named AS (
        SELECT 'general_outpatient' AS list, event_id, 'Takstgruppe ' || tariff_group || ', ydelse ' || sks_code AS detail
        FROM charges WHERE channel = 'information'
        UNION ALL
        SELECT 'inpatient_home_visit', event_id,
            'Hjemmebesøg; taksten er ' || e.tariff_group || ' (' || e.sks_code || '), heraf betaler kommunen '
            || translate(format('{:,.2f}', c.municipal_kr::DOUBLE), ',.', '.,') || ' kr.'
        FROM told_events AS e JOIN charges AS c USING (event_id) WHERE e.setting = 'stay' AND has_home_visit
        UNION ALL
        SELECT 'home_visit_in_specialised_course', event_id, 'Hjemmebesøg i specialiseret forløb; besøget ' || CASE reason
            WHEN 'awaiting_end_mark' THEN 'afventer slutmarkering'
            WHEN 'home_visit_in_specialised_course' THEN 'er frasorteret'
            ELSE 'er takseret efter ' || sks_code END
        FROM told_events
        WHERE scheme = 'specialised_outpatient' AND has_home_visit
            AND coalesce(reason, '') IN ('', 'awaiting_end_mark', 'home_visit_in_specialised_course')
        UNION ALL
        SELECT 'plan_and_course_differ', event_id,
            'Planen af ' || strftime(plan_issued_on, '%d-%m-%Y') || ' er ' || CASE scheme
                WHEN 'general_outpatient' THEN 'specialiseret, forløbet er alment'
                ELSE 'almen, forløbet er specialiseret' END
        FROM told_events AS e
        WHERE scheme <> 'inpatient' AND plan_issued_on IS NOT NULL
            AND coalesce(reason, '') IN ('', 'awaiting_end_mark', 'home_visit_in_specialised_course')
            AND NOT EXISTS (FROM registrations AS r WHERE r.cpr = e.cpr AND r.day = plan_issued_on
                AND r.role = 'plan_' || replace(scheme, '_outpatient', ''))
        UNION ALL
        SELECT 'ambiguous_course', event_id, 'Både et alment og et specialiseret forløb dækker dagen'
        FROM set_aside WHERE reason = 'ambiguous_course'
        UNION ALL
        SELECT 'old_tariff_at_year_turn', event_id,
            'Taksten for ' || c.tariff_group || ' har været gældende siden ' || strftime(t.valid_from, '%d-%m-%Y') || ', før årets begyndelse'
        FROM charges AS c JOIN tariffs AS t ON t.tariff_group = c.tariff_group AND activity_date BETWEEN valid_from AND valid_to
        WHERE year(t.valid_from) < year(activity_date)
            AND dayofyear(activity_date) <= limit_on('year_turn_days', '31', activity_date)::INTEGER
    ),
    of_events AS (
        SELECT list, event_id, municipality AS payer_municipality, creditor_region, hospital, activity_date, detail,
            tariff_kr AS advisory_kr
        FROM named JOIN told_events USING (event_id)
    ),
    stray AS (
        SELECT 'end_mark_without_start' AS list, NULL AS event_id, municipality, hospital, day AS activity_date,
            'Slutmarkering (' || CASE kind WHEN 'general' THEN 'almen' ELSE 'specialiseret' END || ') på kontakt ' || contact_key
            || ' uden et åbent forløb' AS detail,
            NULL::DECIMAL(14,2) AS advisory_kr
        FROM mark_days AS m JOIN carried AS c USING (cpr, hospital, day)
        WHERE c.role = 'end_' || m.kind AND has_end AND NOT has_start AND NOT was_open
            AND day BETWEEN getvariable('window_from') AND getvariable('window_to')
    ),
    still_open AS (
        SELECT *, getvariable('window_to') AS as_of, getvariable('window_to') - started_on + 1 AS days_open
        FROM courses WHERE ended_on IS NULL
    ),
    waiting AS (
        SELECT cpr, hospital, split_part(scheme, '_', 1) AS kind, course_started_on AS started_on, count(*) AS visits,
            sum(tariff_kr) AS kr
        FROM told_events WHERE reason = 'awaiting_end_mark' GROUP BY ALL
    ),
    long_open AS (
        SELECT 'long_open_course' AS list, NULL AS event_id, c.municipality, o.hospital, as_of AS activity_date,
            CASE o.kind WHEN 'general' THEN 'Alment' ELSE 'Specialiseret' END || ' forløb på kontakt ' || contact_key
            || ' har været åbent siden ' || strftime(o.started_on, '%d-%m-%Y') || ' (' || days_open || ' dage); besøg, der venter: '
            || coalesce(visits, 0) AS detail,
            coalesce(kr, 0)::DECIMAL(14,2) AS advisory_kr
        FROM still_open AS o
        JOIN carried AS c ON c.cpr = o.cpr AND c.hospital = o.hospital AND c.day = o.started_on AND c.role = 'start_' || o.kind
        LEFT JOIN waiting AS w ON w.cpr = o.cpr AND w.hospital = o.hospital AND w.kind = o.kind AND w.started_on = o.started_on
        WHERE days_open > limit_on('open_course_days', '90', as_of)::INTEGER
    ),
    of_marks AS (
        SELECT list, event_id, m.municipality AS payer_municipality, region AS creditor_region, m.hospital, activity_date, detail, advisory_kr
        FROM (FROM stray UNION ALL FROM long_open) AS m
        LEFT JOIN hospitals AS h ON h.hospital = m.hospital AND activity_date BETWEEN valid_from AND valid_to
        WHERE coalesce(h.kind, 'hospital') = 'hospital'
    )
FROM of_events UNION ALL FROM of_marks;
