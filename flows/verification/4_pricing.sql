-- Tariffs (R4's "tariff-bearing", R9): which group a code has in each scheme on a date, what it costs, how dear it is.
-- Out: missing_tariffs (must be empty); prices; rehabilitation_events: with the price of each in every scheme.

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

-- R9: the dearest; ties by sks_code, then tariff_group, lowest first. Of two prices on a day, the lower number is dearer.
CREATE TABLE prices AS
SELECT *, row_number() OVER (ORDER BY tariff_kr DESC, sks_code, tariff_group, activity_date, scheme)::INTEGER AS price_no
FROM priced_codes;

-- R4: only events with a tariff-bearing service are rehabilitation events.
CREATE TABLE rehabilitation_events AS
WITH
    prices_by_scheme AS (
        SELECT setting, activity_date, sks_code,
               any_value(price_no) FILTER (scheme = 'inpatient') AS inpatient_price_no,
               any_value(price_no) FILTER (scheme = 'general_outpatient') AS general_price_no,
               any_value(price_no) FILTER (scheme = 'specialised_outpatient') AS specialised_price_no
        FROM prices GROUP BY ALL
    ),
    dearest AS (
        SELECT event_no, min(inpatient_price_no) AS inpatient_price_no, min(general_price_no) AS general_price_no,
               min(specialised_price_no) AS specialised_price_no
        FROM event_services JOIN prices_by_scheme USING (setting, activity_date, sks_code)
        GROUP BY event_no
    )
SELECT events.*, cpr, hospital, dearest.* EXCLUDE (event_no)
FROM events JOIN dearest USING (event_no) JOIN contacts USING (contact_no);

INSERT INTO counts
WITH counted AS (SELECT count(*) AS rehabilitation, (SELECT count(*) FROM events) AS events FROM rehabilitation_events)
          SELECT 'events', 'rehabilitation', NULL, rehabilitation FROM counted
UNION ALL SELECT 'events', 'other', NULL, events - rehabilitation FROM counted;

DROP VIEW event_services;
DROP TABLE placed_services;
DROP TABLE events;
