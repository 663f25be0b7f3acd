-- Municipal visits: a citizen's day in one course at one institution, with the tariff that a hospital visit would have had.
-- Out: missing_tariffs (must be empty); visits_between: one row per visit of the window, and one per course that has ended;
-- visit_services: what a visit holds.

-- The longest prefix in force on the day says what an additional code is.
CREATE TABLE supplemented AS
SELECT DISTINCT service_id
FROM (
    SELECT service_id, role
    FROM additions
    JOIN services USING (service_id)
    JOIN registration_codes ON starts_with(additional_code, sks_prefix) AND service_on BETWEEN valid_from AND valid_to
    QUALIFY row_number() OVER (PARTITION BY service_id, additional_code ORDER BY length(sks_prefix) DESC) = 1
)
WHERE role = 'fee_supplement';

CREATE TABLE visit_services AS
SELECT
    'G:' || course_id || ':' || service_on::VARCHAR AS event_id,
    services.*,
    supplemented.service_id IS NOT NULL AS has_supplement
FROM services
LEFT JOIN supplemented USING (service_id)
WHERE service_on BETWEEN getvariable('window_from') AND getvariable('window_to');

-- R4, R9 in the general scheme: the group of the longest prefix in force on the day, and its tariff.
CREATE TABLE tariffs_by_day AS
WITH grouped AS (
    SELECT sks_code, service_on, tariff_group
    FROM (SELECT DISTINCT sks_code, service_on FROM visit_services)
    JOIN tariff_codes ON starts_with(sks_code, sks_prefix) AND service_on BETWEEN valid_from AND valid_to
    WHERE scheme = 'general_outpatient'
    QUALIFY row_number() OVER (PARTITION BY sks_code, service_on ORDER BY length(sks_prefix) DESC) = 1
)
SELECT grouped.*, tariff_kr
FROM grouped
LEFT JOIN tariffs ON tariffs.tariff_group = grouped.tariff_group AND service_on BETWEEN valid_from AND valid_to;

CREATE TABLE missing_tariffs AS
SELECT DISTINCT tariff_group, service_on AS activity_date FROM tariffs_by_day WHERE tariff_kr IS NULL
UNION ALL
SELECT DISTINCT NULL, service_on FROM visit_services
WHERE NOT EXISTS (FROM tariff_codes WHERE service_on BETWEEN tariff_codes.valid_from AND tariff_codes.valid_to);

-- R9: the dearest; ties by sks_code, then tariff_group, lowest first.
CREATE TABLE advised AS
SELECT
    event_id,
    any_value(course_id) AS course_id,
    any_value(service_on) AS activity_date,
    count(*) AS services,
    count(*) FILTER (tariff_group IS NULL) AS treatment_services,
    sum(minutes)::BIGINT AS minutes,
    first({'sks_code': sks_code, 'tariff_group': tariff_group, 'tariff_kr': tariff_kr}
          ORDER BY tariff_kr DESC, sks_code, tariff_group) FILTER (tariff_group IS NOT NULL) AS dearest
FROM visit_services
LEFT JOIN tariffs_by_day USING (sks_code, service_on)
GROUP BY event_id;

-- KL memo, section 3.2: one price per finished course. One that lies in the window as a whole, without a visit, was never held.
CREATE TABLE finished_courses AS
SELECT 'F:' || course_id AS event_id, course_id, ended_on
FROM courses
WHERE ended_on <= getvariable('window_to')
  AND (plan_issued_on < getvariable('window_from') OR course_id IN (SELECT course_id FROM services));

-- Whose an institution is on the day; after all that is known of it, whose it was last, and before, whose first.
CREATE TABLE visits_between AS
WITH
    activity AS (
        SELECT event_id, course_id, activity_date, 1 AS visits, services, treatment_services, minutes, dearest FROM advised
        UNION ALL BY NAME
        SELECT event_id, course_id, ended_on AS activity_date, 0 AS visits, 0 AS services, 0 AS treatment_services, 0 AS minutes
        FROM finished_courses
    ),
    in_their_courses AS (
        SELECT
            activity.*,
            courses.* EXCLUDE (course_id),
            greatest(activity_date, (SELECT min(valid_from) FROM institutions WHERE institutions.institution = courses.institution))
                AS judged_on
        FROM activity
        JOIN courses USING (course_id)
    )
SELECT
    event_id,
    'ges' AS register_name,
    activity_date,
    in_their_courses.municipality AS payer,
    institutions.supplier_kind,
    institutions.supplier,
    in_their_courses.institution,
    service_scope,
    diagnosis_group,
    cpr,
    visits::BIGINT AS visits,
    services,
    treatment_services,
    minutes,
    dearest.sks_code AS sks_code,
    dearest.tariff_group AS tariff_group,
    coalesce(dearest.tariff_kr, 0)::DECIMAL(14, 2) AS advisory_kr,
    plan_issued_on AS begun_on,
    visits = 0 AS is_finishing
FROM in_their_courses
ASOF JOIN institutions ON institutions.institution = in_their_courses.institution AND judged_on >= valid_from;
