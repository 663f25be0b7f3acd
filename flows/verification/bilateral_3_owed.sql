-- What is owed (KL memo, section 3), and what a person decided (section 4.1): every visit stands in one view.
-- Out: bilateral_visits: the columns of the mart, with cpr for the person; its counts.

-- Minutes as they are paid: per started step, or as they are.
CREATE MACRO in_started_steps(minutes, step) AS ((minutes + coalesce(step, 1) - 1) // coalesce(step, 1) * coalesce(step, 1))::HUGEINT;

-- Per service: minutes by started steps, shared by who takes part; kroner half up to øre. Hours, summed in millionths, per visit.
CREATE TABLE paid_hours AS
WITH stepped AS (
    SELECT
        *,
        in_started_steps(minutes, step_minutes) AS paid_minutes,
        CASE WHEN travel_oere IS NULL THEN 0 ELSE in_started_steps(travel_minutes, step_minutes) END AS paid_travel,
        CASE WHEN form IN ('group', 'pool') THEN group_size ELSE 1 END AS participants
    FROM priced_services
    WHERE model <> 'fee_schedule'
)
SELECT
    event_id,
    half_up_quotient(sum(half_up_quotient(1000000 * (paid_minutes + paid_travel), 60 * participants)), 10000) AS hundredths,
    sum(half_up_quotient(paid_minutes * price_oere + paid_travel * coalesce(travel_oere, 0), 60 * participants)) AS oere
FROM stepped
GROUP BY event_id;

-- One fee per visit, the dearest, with one supplement; one consultation per citizen and day, whoever the supplier.
CREATE TABLE paid_fees AS
WITH consultations AS (
    SELECT event_id, cpr, activity_date,
           max(price_oere) + coalesce(max(supplement_oere) FILTER (has_supplement), 0) AS oere
    FROM priced_services
    WHERE model = 'fee_schedule'
    GROUP BY event_id, cpr, activity_date
)
SELECT event_id, oere, row_number() OVER (PARTITION BY cpr, activity_date ORDER BY oere DESC, event_id) = 1 AS is_paid
FROM consultations;

-- The decision that still holds: one that has ended was taken back.
CREATE TABLE decided AS
SELECT event_id, decision, decided_by, valid_from AS decided_on, why AS decision_note,
       CASE decision WHEN 'accepted' THEN agreed_kr END AS decided_kr
FROM decisions
WHERE valid_to = 'infinity';

CREATE VIEW bilateral_visits AS
WITH
    owed AS (
        SELECT
            standing_visits.*,
            CASE
                WHEN model IN ('drg', 'drg_less_percent') THEN 'visit'
                WHEN model IN ('per_course', 'package') THEN 'course'
                WHEN model IN ('per_hour', 'per_hour_by_form') THEN 'hour'
                WHEN model = 'fee_schedule' THEN 'fee'
            END AS units,
            CASE
                WHEN model IN ('drg', 'drg_less_percent') THEN CASE WHEN tariff_group IS NOT NULL THEN 100 ELSE 0 END
                WHEN model IN ('per_course', 'package') THEN CASE WHEN is_finishing THEN 100 ELSE 0 END
                WHEN model IN ('per_hour', 'per_hour_by_form') THEN hundredths
                WHEN model = 'fee_schedule' THEN CASE WHEN is_paid THEN 100 ELSE 0 END
            END AS hundredths_counted,
            CASE
                WHEN model = 'drg' THEN in_hundredths(advisory_kr)
                WHEN model = 'drg_less_percent' THEN half_up_quotient(in_hundredths(advisory_kr) * (10000 - in_hundredths(less_percent)), 10000)
                WHEN model IN ('per_course', 'package') THEN CASE WHEN is_finishing THEN course_oere ELSE 0 END
                WHEN model IN ('per_hour', 'per_hour_by_form') THEN paid_hours.oere
                WHEN model = 'fee_schedule' THEN CASE WHEN is_paid THEN paid_fees.oere ELSE 0 END
            END AS oere
        FROM standing_visits
        LEFT JOIN paid_hours USING (event_id)
        LEFT JOIN paid_fees USING (event_id)
    )
SELECT
    event_id,
    register_name,
    standing,
    activity_date,
    strftime(activity_date, '%Y-%m') AS activity_month,
    payer,
    supplier_kind,
    supplier,
    institution,
    service_scope,
    diagnosis_group,
    cpr,
    visits,
    services,
    treatment_services,
    minutes,
    sks_code,
    tariff_group,
    CASE standing WHEN 'agreed' THEN agreement_id END AS agreement_id,
    CASE standing WHEN 'agreed' THEN model END AS model,
    CASE standing WHEN 'agreed' THEN units END AS units,
    CASE standing WHEN 'agreed' THEN in_kroner(hundredths_counted) END AS quantity,
    advisory_kr,
    CASE standing WHEN 'agreed' THEN in_kroner(oere) WHEN 'no_agreement' THEN decided_kr END AS agreed_kr,
    CASE standing WHEN 'no_agreement' THEN decision END AS decision,
    CASE standing WHEN 'no_agreement' THEN decided_by END AS decided_by,
    CASE standing WHEN 'no_agreement' THEN decided_on END AS decided_on,
    CASE standing WHEN 'no_agreement' THEN decision_note END AS decision_note
FROM owed
LEFT JOIN decided USING (event_id);

-- R14: every visit, and every service of municipalities, has one standing.
INSERT INTO counts
WITH standings AS (FROM (VALUES ('own_production'), ('agreed'), ('no_agreement')) AS _(standing))
          SELECT 'bilateral_visits', 'all', NULL, coalesce(sum(visits), 0) FROM standing_visits
UNION ALL SELECT 'bilateral_visits', standing, NULL, coalesce(sum(visits), 0) FROM standings LEFT JOIN standing_visits USING (standing) GROUP BY standing
UNION ALL SELECT 'bilateral_services', 'all', NULL, sum(services) FROM standing_visits HAVING count(services) > 0
UNION ALL SELECT 'bilateral_services', standing, NULL, coalesce(sum(services), 0)
          FROM standings LEFT JOIN standing_visits USING (standing)
          WHERE EXISTS (FROM standing_visits WHERE services IS NOT NULL) GROUP BY standing;
