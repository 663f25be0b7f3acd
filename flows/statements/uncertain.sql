-- What of the month rests on facts and readings that are not confirmed, by payer and creditor. Tariffs, policies
-- and readings stand one by one; the rows of other facts together, so that no charge counts twice.
-- A fact without a last day comes here with the last day of all. `is_exact`: the charges are those that used the row; else they are all of the schemes that it may have mattered for.
WITH now AS (
    SELECT * FROM booked WHERE period = 'now'
),
unconfirmed AS (
    SELECT fact, row_key, status, note FROM assumptions WHERE run_id = $run
),
by_code AS (
    SELECT entry_no, 'tariff_codes' AS fact, row_key
    FROM now JOIN fact_tariff_codes AS f
        ON f.scheme = now.scheme AND starts_with(now.sks_code, f.sks_prefix)
        AND now.activity_date BETWEEN f.valid_from AND f.valid_to
    QUALIFY row_number() OVER (PARTITION BY entry_no ORDER BY length(sks_prefix) DESC) = 1
),
exactly AS (
    SELECT entry_no, fact, row_key FROM by_code
    UNION ALL
    SELECT entry_no, 'tariffs', row_key FROM now JOIN fact_tariffs AS f
        ON f.tariff_group = now.tariff_group
        AND now.activity_date BETWEEN f.valid_from AND f.valid_to
    UNION ALL
    SELECT entry_no, 'hospitals', row_key FROM now JOIN fact_hospitals AS f
        ON f.hospital = now.hospital
        AND now.activity_date BETWEEN f.valid_from AND f.valid_to
    UNION ALL
    SELECT entry_no, 'municipalities', row_key FROM now JOIN fact_municipalities AS f
        ON f.municipality = now.payer_municipality
        AND now.activity_date BETWEEN f.valid_from AND f.valid_to
    UNION ALL
    SELECT entry_no, 'opt_outs', row_key FROM now JOIN fact_opt_outs AS f
        ON f.municipality = now.payer_municipality AND f.region = now.creditor_region AND now.channel = 'opted_out'
        AND now.activity_date BETWEEN f.valid_from AND f.valid_to
    UNION ALL
    SELECT entry_no, 'shares', f.row_key FROM now JOIN fact_shares AS f
        ON f.scheme = now.scheme
        AND now.activity_date BETWEEN f.valid_from AND f.valid_to
    JOIN fact_tariffs AS t
        ON t.tariff_group = now.tariff_group AND t.municipal_kr IS NULL
        AND now.activity_date BETWEEN t.valid_from AND t.valid_to
    UNION ALL
    SELECT entry_no, 'policies', unconfirmed.row_key FROM now
    JOIN unconfirmed ON fact = 'policies' AND starts_with(row_key, 'municipal_rounding ')
    JOIN fact_tariffs AS t
        ON t.tariff_group = now.tariff_group AND t.municipal_kr IS NULL
        AND now.activity_date BETWEEN t.valid_from AND t.valid_to
    UNION ALL
    SELECT entry_no, 'policies', unconfirmed.row_key FROM now
    JOIN unconfirmed ON fact = 'policies' AND starts_with(row_key, 'open_course ')
        AND now.scheme <> 'inpatient' AND now.course_ended_on IS NULL
),
by_scheme AS (
    SELECT entry_no, fact, row_key FROM now JOIN reach ON reach.scheme = now.scheme
),
touched AS (
    SELECT *, true AS is_exact FROM exactly
    UNION ALL
    SELECT *, false FROM by_scheme
),
by_topic AS (
    SELECT
        entry_no, fact, status, is_exact,
        CASE WHEN fact IN ('tariffs', 'policies') OR regexp_matches(fact, '^R[0-9]+$') THEN row_key ELSE '' END AS topic
    FROM touched JOIN unconfirmed USING (fact, row_key)
    GROUP BY ALL
)
SELECT
    payer_municipality, creditor_region, fact, status, topic, is_exact,
    sum(events)::BIGINT AS events,
    sum(payable_kr)::DECIMAL(14,2) AS payable_kr
FROM by_topic JOIN now USING (entry_no)
GROUP BY ALL
ORDER BY ALL;
