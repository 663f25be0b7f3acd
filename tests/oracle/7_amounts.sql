-- Amounts (R10), channel (R11), parties (R12); then the answer, one row per rehabilitation event, and the counts (R14).
-- Out: answers, counts.

-- Section 5: the birth date that a CPR gives, or null. 60 comes off an administrative day; century by the seventh digit.
CREATE TABLE births AS
WITH
    digits AS (
        SELECT cpr, cpr[1:2]::INTEGER AS day, cpr[3:4] AS month, cpr[5:6]::INTEGER AS year, cpr[7:7] AS seventh
        FROM (SELECT DISTINCT cpr FROM screened)
    ),
    centuries AS (
        SELECT *, CASE
            WHEN seventh BETWEEN '0' AND '3' THEN 1900
            WHEN seventh IN ('4', '9') THEN CASE WHEN year <= 36 THEN 2000 ELSE 1900 END
            WHEN seventh BETWEEN '5' AND '8' THEN CASE WHEN year <= 57 THEN 2000 ELSE 1800 END
        END AS century
        FROM digits
    )
SELECT cpr, try_cast(format('{}-{}-{}', century + year, month, CASE WHEN day > 60 THEN day - 60 ELSE day END) AS DATE) AS born_on
FROM centuries
WHERE century IS NOT NULL;

-- Completed years on a day; none before the birth.
CREATE MACRO completed_years(born_on, day) AS CASE WHEN born_on <= day THEN
    year(day) - year(born_on) - CASE WHEN strftime(day, '%m%d') < strftime(born_on, '%m%d') THEN 1 ELSE 0 END END;

-- Half up to whole kroner, exactly (policy municipal_rounding = half_up_1). Amounts are never negative here.
CREATE MACRO half_up_kr(amount_kr) AS floor(amount_kr + 0.5::DECIMAL(2, 1))::DECIMAL(14, 2);

CREATE TABLE charged AS
SELECT
    event_no,
    event_tariffs.sks_code,
    event_tariffs.tariff_group,
    tariff_kr,
    -- R10: as printed, else the municipal share of the tariff.
    coalesce(municipal_kr, half_up_kr(tariff_kr * municipal_share)) AS municipal_kr,
    -- R11: stays and specialised visits are settled here, the latter unless opted out; general visits are information.
    CASE
        WHEN screened.scheme = 'inpatient' THEN 'settled'
        WHEN screened.scheme = 'general_outpatient' THEN 'information'
        WHEN opt_outs.municipality IS NOT NULL THEN 'opted_out'
        ELSE 'settled'
    END AS channel
FROM screened
JOIN event_tariffs USING (event_no, scheme)
LEFT JOIN shares ON shares.scheme = screened.scheme AND activity_date BETWEEN shares.valid_from AND shares.valid_to
LEFT JOIN opt_outs ON opt_outs.municipality = screened.municipality AND opt_outs.region = creditor_region
    AND activity_date BETWEEN opt_outs.valid_from AND opt_outs.valid_to
WHERE reason IS NULL;

-- Section 5: the tariff a set-aside event would have had: stays by the inpatient, visits by the general scheme.
CREATE TABLE advised AS
SELECT event_no, sks_code, tariff_kr AS advisory_kr
FROM screened
JOIN event_tariffs USING (event_no)
WHERE reason IS NOT NULL
  AND event_tariffs.scheme = CASE setting WHEN 'stay' THEN 'inpatient' ELSE 'general_outpatient' END;

CREATE TABLE answers AS
SELECT
    event_id,
    CASE WHEN reason IS NULL THEN 'charged' ELSE 'set_aside' END AS outcome,
    reason,
    setting,
    scheme,
    channel,
    activity_date,
    municipality AS payer_municipality,
    creditor_region,
    hospital,
    department,
    specialty,
    cpr,
    completed_years(born_on, activity_date)::INTEGER AS age,
    coalesce(charged.sks_code, advised.sks_code) AS sks_code,
    tariff_group,
    tariff_kr,
    municipal_kr,
    CASE channel WHEN 'settled' THEN municipal_kr ELSE CASE WHEN reason IS NULL THEN 0::DECIMAL(14, 2) END END AS payable_kr,
    CASE WHEN reason IS NULL THEN plan_issued_on END AS plan_issued_on,
    CASE WHEN reason IS NULL THEN course_started_on END AS course_started_on,
    CASE WHEN reason IS NULL THEN course_ended_on END AS course_ended_on,
    advisory_kr
FROM screened
LEFT JOIN births USING (cpr)
LEFT JOIN charged USING (event_no)
LEFT JOIN advised USING (event_no);

-- R14, in the funnel's words. The line with an empty reason is the bucket's total.
CREATE TABLE counts AS
WITH
    delivered AS (
                  SELECT 't_adm' AS step, count(*) AS delivered, (SELECT count(*) FROM contacts) AS accepted FROM contacts_read
        UNION ALL SELECT 't_bes', count(*), (SELECT count(*) FROM attendances) FROM attendances_read
        UNION ALL SELECT 't_sksube', count(*), (SELECT count(*) FROM services) FROM services_read
    ),
    rehabilitation AS (SELECT count(*) AS rehabilitation, count(*) FILTER (reason IS NULL) AS charged FROM screened),
    services_by_place AS (
        SELECT count(*) FILTER (NOT is_addition) AS counting, (SELECT count(*) FROM placed_services) AS attached FROM services
    )
          SELECT step, 'delivered' AS bucket, NULL AS reason, delivered AS rows FROM delivered
UNION ALL SELECT step, 'accepted', NULL, accepted FROM delivered
UNION ALL SELECT step, 'rejected', NULL, count(DISTINCT row_number) FROM delivered LEFT JOIN rejected ON file = step GROUP BY step
UNION ALL SELECT file, 'rejected', reason, count(DISTINCT row_number) FROM rejected GROUP BY file, reason
UNION ALL SELECT 'events', 'rehabilitation', NULL, rehabilitation FROM rehabilitation
UNION ALL SELECT 'events', 'charged', NULL, charged FROM rehabilitation
UNION ALL SELECT 'events', 'set_aside', NULL, rehabilitation - charged FROM rehabilitation
UNION ALL SELECT 'events', 'set_aside', reason, count(*) FROM screened WHERE reason IS NOT NULL GROUP BY reason
UNION ALL SELECT 'events', 'other', NULL, (SELECT count(*) FROM events) - rehabilitation FROM rehabilitation
UNION ALL SELECT 'services', 'attached', NULL, attached FROM services_by_place
UNION ALL SELECT 'services', 'unattached', NULL, counting - attached FROM services_by_place;
