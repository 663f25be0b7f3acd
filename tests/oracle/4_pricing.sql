-- Tariffs (R4's "tariff-bearing", R9): which group a code has in each scheme on a date, what it costs, how dear it is.
-- Out: missing_tariffs (must be empty); event_tariffs: one row per rehabilitation event and scheme with a group.

CREATE TABLE schemes AS
FROM (VALUES ('stay', 'inpatient'), ('visit', 'general_outpatient'), ('visit', 'specialised_outpatient')) AS _(setting, scheme);

-- R4: the longest prefix in force on the event's date gives the group, in each scheme of the event's setting.
CREATE TABLE priced_codes AS
WITH
    code_prefixes AS (
        SELECT * FROM (SELECT DISTINCT sks_code FROM event_services)
        JOIN tariff_codes ON starts_with(sks_code, sks_prefix)
        JOIN schemes USING (scheme)
    ),
    code_days AS (SELECT DISTINCT setting, activity_date, sks_code FROM event_services SEMI JOIN code_prefixes USING (sks_code)),
    grouped AS (
        SELECT setting, activity_date, sks_code, scheme, tariff_group
        FROM code_days JOIN code_prefixes USING (setting, sks_code)
        WHERE activity_date BETWEEN valid_from AND valid_to
        QUALIFY row_number() OVER (PARTITION BY setting, activity_date, sks_code, scheme ORDER BY length(sks_prefix) DESC) = 1
    )
SELECT grouped.*, tariff_kr, municipal_kr
FROM grouped
LEFT JOIN tariffs ON tariffs.tariff_group = grouped.tariff_group AND activity_date BETWEEN valid_from AND valid_to;

-- R9: every tariff-bearing service of a rehabilitation event must have a tariff, charged or not.
CREATE TABLE missing_tariffs AS
SELECT DISTINCT tariff_group, activity_date FROM priced_codes WHERE tariff_kr IS NULL;

-- R9: the dearest; ties by sks_code, then tariff_group, lowest first. Dearness 1 is the dearest of its day and scheme.
CREATE TABLE dear_codes AS
SELECT *, row_number() OVER (PARTITION BY scheme, activity_date ORDER BY tariff_kr DESC, sks_code, tariff_group) AS dearness
FROM priced_codes;

CREATE TABLE dear_services AS
SELECT event_no, scheme, activity_date, dearness
FROM event_services JOIN dear_codes USING (setting, activity_date, sks_code);

CREATE TABLE event_tariffs AS
WITH dearest AS (SELECT event_no, scheme, activity_date, min(dearness) AS dearness FROM dear_services GROUP BY ALL)
SELECT event_no, scheme, sks_code, tariff_group, tariff_kr, municipal_kr
FROM dearest JOIN dear_codes USING (scheme, activity_date, dearness);

-- R4: only events with a tariff-bearing service are rehabilitation events.
CREATE TABLE rehabilitation_events AS
SELECT * FROM events SEMI JOIN event_tariffs USING (event_no);
