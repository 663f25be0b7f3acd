-- Amounts (R10), channel (R11), parties (R12); then the answer: every rehabilitation event stands in one of two views.
-- Out: charges, set_aside: the contract's columns (section 5), with cpr for the person.

-- Section 5: the birth date that a CPR gives, or null. 60 comes off an administrative day; century by the seventh digit.
CREATE TABLE births AS
WITH
    digits AS (
        SELECT cpr, cpr[1:2]::INTEGER AS day, cpr[3:4] AS month, cpr[5:6]::INTEGER AS year, cpr[7:7] AS seventh
        FROM (SELECT DISTINCT cpr FROM contacts)
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
CREATE MACRO day_of_year(on_day) AS 100 * month(on_day) + dayofmonth(on_day);
CREATE MACRO completed_years(born_on, on_day) AS CASE WHEN born_on <= on_day THEN
    year(on_day) - year(born_on) - CASE WHEN day_of_year(on_day) < day_of_year(born_on) THEN 1 ELSE 0 END END;

-- Half up to whole kroner, exactly (policy municipal_rounding = half_up_1). Amounts are never negative here.
CREATE MACRO half_up_kr(amount_kr) AS floor(amount_kr + 0.5::DECIMAL(2, 1))::DECIMAL(14, 2);

CREATE VIEW charges AS
WITH amounts AS (
    SELECT
        screened.*,
        contacts.* EXCLUDE (contact_no),
        prices.* EXCLUDE (setting, activity_date, scheme, municipal_kr),
        -- R10: as printed, else the municipal share of the tariff.
        coalesce(prices.municipal_kr, half_up_kr(tariff_kr * municipal_share)) AS municipal_kr,
        -- R11: stays and specialised visits are settled here, the latter unless opted out; general visits are information.
        CASE
            WHEN screened.scheme = 'inpatient' THEN 'settled'
            WHEN screened.scheme = 'general_outpatient' THEN 'information'
            WHEN opt_outs.municipality IS NOT NULL THEN 'opted_out'
            ELSE 'settled'
        END AS channel
    FROM screened
    JOIN contacts USING (contact_no)
    LEFT JOIN prices ON price_no = own_price_no
    LEFT JOIN shares ON shares.scheme = screened.scheme
        AND screened.activity_date BETWEEN shares.valid_from AND shares.valid_to
    LEFT JOIN opt_outs ON opt_outs.municipality = contacts.municipality AND opt_outs.region = creditor_region
        AND screened.activity_date BETWEEN opt_outs.valid_from AND opt_outs.valid_to
    WHERE reason IS NULL
)
SELECT
    event_id(setting, contact_key, activity_date) AS event_id,
    scheme,
    channel,
    activity_date,
    strftime(activity_date, '%Y-%m') AS activity_month,
    municipality AS payer_municipality,
    creditor_region,
    hospital,
    department,
    specialty,
    cpr,
    completed_years(born_on, activity_date)::SMALLINT AS age,
    sks_code,
    tariff_group,
    tariff_kr,
    municipal_kr,
    CASE channel WHEN 'settled' THEN municipal_kr ELSE 0::DECIMAL(14, 2) END AS payable_kr,
    plan_issued_on,
    course_started_on,
    course_ended_on
FROM amounts
LEFT JOIN births USING (cpr);

CREATE VIEW set_aside AS
SELECT
    event_id(screened.setting, contact_key, screened.activity_date) AS event_id,
    reason,
    screened.setting,
    screened.scheme,
    screened.activity_date,
    municipality AS payer_municipality,
    creditor_region,
    hospital,
    cpr,
    sks_code,
    tariff_kr AS advisory_kr
FROM screened
JOIN contacts USING (contact_no)
LEFT JOIN prices ON price_no = advisory_price_no
WHERE reason IS NOT NULL;

INSERT INTO counts
          SELECT 'events', 'charged', NULL, count(*) FROM screened WHERE reason IS NULL
UNION ALL SELECT 'events', 'set_aside', NULL, count(*) FROM screened WHERE reason IS NOT NULL
UNION ALL SELECT 'events', 'set_aside', reason, count(*) FROM screened WHERE reason IS NOT NULL GROUP BY reason;
