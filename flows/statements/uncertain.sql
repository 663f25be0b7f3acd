-- What of the month rests on facts and readings that are not confirmed, by payer and creditor. Tariffs, policies
-- and readings stand one by one; the rows of other facts together. An entry meets one row of each fact at most, since a fact's
-- periods do not overlap, so no charge counts twice.
-- A fact without a last day comes here with the last day of all. `is_exact`: the charges are those that used the row; else they
-- are all of the schemes that it may have mattered for.
WITH now AS NOT MATERIALIZED (
    SELECT * FROM booked WHERE period = 'now'
),
unconfirmed AS (
    SELECT
        fact, row_key, status,
        CASE WHEN fact IN ('tariffs', 'policies') OR regexp_matches(fact, '^R[0-9]+$') THEN row_key ELSE '' END AS topic
    FROM assumptions WHERE run_id = $run
),
code_of AS (
    SELECT used.*, f.row_key
    FROM (SELECT DISTINCT scheme, sks_code, activity_date FROM now) AS used
    JOIN fact_tariff_codes AS f
        ON f.scheme = used.scheme AND starts_with(used.sks_code, f.sks_prefix)
        AND used.activity_date BETWEEN f.valid_from AND f.valid_to
    QUALIFY row_number() OVER (PARTITION BY used.scheme, used.sks_code, used.activity_date ORDER BY length(sks_prefix) DESC) = 1
),
computed AS NOT MATERIALIZED (
    SELECT now.* FROM now JOIN fact_tariffs AS t
        ON t.tariff_group = now.tariff_group AND t.municipal_kr IS NULL
        AND now.activity_date BETWEEN t.valid_from AND t.valid_to
),
touched AS (
    SELECT payer_municipality, creditor_region, events, payable_kr, 'tariff_codes' AS fact, row_key
    FROM now JOIN code_of USING (scheme, sks_code, activity_date)
    UNION ALL
    SELECT payer_municipality, creditor_region, events, payable_kr, 'tariffs', row_key FROM now JOIN fact_tariffs AS f
        ON f.tariff_group = now.tariff_group
        AND now.activity_date BETWEEN f.valid_from AND f.valid_to
    UNION ALL
    SELECT payer_municipality, creditor_region, events, payable_kr, 'hospitals', row_key FROM now JOIN fact_hospitals AS f
        ON f.hospital = now.hospital
        AND now.activity_date BETWEEN f.valid_from AND f.valid_to
    UNION ALL
    SELECT payer_municipality, creditor_region, events, payable_kr, 'municipalities', row_key FROM now JOIN fact_municipalities AS f
        ON f.municipality = now.payer_municipality
        AND now.activity_date BETWEEN f.valid_from AND f.valid_to
    UNION ALL
    SELECT payer_municipality, creditor_region, events, payable_kr, 'opt_outs', row_key FROM now JOIN fact_opt_outs AS f
        ON f.municipality = now.payer_municipality AND f.region = now.creditor_region AND now.channel = 'opted_out'
        AND now.activity_date BETWEEN f.valid_from AND f.valid_to
    UNION ALL
    SELECT payer_municipality, creditor_region, events, payable_kr, 'shares', f.row_key FROM computed JOIN fact_shares AS f
        ON f.scheme = computed.scheme
        AND computed.activity_date BETWEEN f.valid_from AND f.valid_to
    UNION ALL
    SELECT payer_municipality, creditor_region, events, payable_kr, fact, row_key FROM computed
    JOIN unconfirmed ON fact = 'policies' AND starts_with(row_key, 'municipal_rounding ')
    UNION ALL
    SELECT payer_municipality, creditor_region, events, payable_kr, fact, row_key FROM now
    JOIN unconfirmed ON fact = 'policies' AND starts_with(row_key, 'open_course ')
        AND now.scheme <> 'inpatient' AND now.course_ended_on IS NULL
),
exactly AS (
    SELECT touched.* EXCLUDE (row_key), status, topic, true AS is_exact
    FROM touched JOIN unconfirmed USING (fact, row_key)
),
by_scheme AS (
    SELECT payer_municipality, creditor_region, events, payable_kr, fact, status, topic, false AS is_exact
    FROM now JOIN (SELECT DISTINCT scheme, fact, status, topic FROM reach JOIN unconfirmed USING (fact, row_key)) USING (scheme)
)
SELECT
    payer_municipality, creditor_region, fact, status, topic, is_exact,
    sum(events)::BIGINT AS events,
    sum(payable_kr)::DECIMAL(14,2) AS payable_kr
FROM (FROM exactly UNION ALL BY NAME FROM by_scheme)
GROUP BY ALL
ORDER BY ALL;
