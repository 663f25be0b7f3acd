-- The gate of municipal rows (contract, section 2, register ges): every fault of every row, then the rows without one.
-- Out: rejected (file, row_number, column_name, reason); courses, services, additions: the accepted rows; counts.

-- What facts say of a number on the day of the plan; of a plan older than they are, on their first day [reading].
CREATE TABLE courses_known AS
WITH
    institutions_since AS (SELECT institution, min(valid_from) AS known_from FROM institutions GROUP BY institution),
    municipalities_since AS (SELECT municipality, min(valid_from) AS known_from FROM municipalities GROUP BY municipality)
SELECT
    courses_read.*,
    institutions.institution IS NOT NULL AS is_known_institution,
    institutions.number_kind AS known_kind,
    institutions.municipality AS known_municipality,
    municipalities.municipality IS NOT NULL AS has_payer
FROM courses_read
LEFT JOIN institutions_since USING (institution)
LEFT JOIN municipalities_since ON municipalities_since.municipality = courses_read.municipality
LEFT JOIN institutions ON institutions.institution = courses_read.institution
    AND greatest(plan_issued_on, institutions_since.known_from) BETWEEN institutions.valid_from AND institutions.valid_to
LEFT JOIN municipalities ON municipalities.municipality = courses_read.municipality
    AND greatest(plan_issued_on, municipalities_since.known_from) BETWEEN municipalities.valid_from AND municipalities.valid_to;

CREATE TABLE course_faults AS
          SELECT row_number, 'course_id' AS column_name, 'missing_value' AS reason FROM courses_known WHERE course_id IS NULL
UNION ALL SELECT row_number, 'cpr', 'missing_value' FROM courses_known WHERE cpr IS NULL
UNION ALL SELECT row_number, 'municipality', 'missing_value' FROM courses_known WHERE municipality_text IS NULL
UNION ALL SELECT row_number, 'institution', 'missing_value' FROM courses_known WHERE institution IS NULL
UNION ALL SELECT row_number, 'number_kind', 'missing_value' FROM courses_known WHERE number_kind_text IS NULL
UNION ALL SELECT row_number, 'institution_municipality', 'missing_value' FROM courses_known WHERE institution_municipality_text IS NULL
UNION ALL SELECT row_number, 'plan_issued_on', 'missing_value' FROM courses_known WHERE plan_issued_on_text IS NULL
UNION ALL SELECT row_number, 'plan_kind', 'missing_value' FROM courses_known WHERE plan_kind_text IS NULL
UNION ALL SELECT row_number, 'cpr', 'bad_cpr' FROM courses_known WHERE NOT is_cpr(cpr)
UNION ALL SELECT row_number, 'course_id', 'bad_code' FROM courses_known WHERE names_citizen(course_id)
UNION ALL SELECT row_number, 'diagnosis_group', 'bad_code' FROM courses_known WHERE names_citizen(diagnosis_group)
UNION ALL SELECT row_number, 'municipality', 'bad_code' FROM courses_known WHERE municipality_text IS NOT NULL AND municipality IS NULL
UNION ALL SELECT row_number, 'institution', 'bad_code' FROM courses_known WHERE NOT regexp_full_match(institution, '[A-Z0-9]{1,20}')
UNION ALL SELECT row_number, 'number_kind', 'bad_code' FROM courses_known WHERE number_kind_text IS NOT NULL AND number_kind IS NULL
UNION ALL SELECT row_number, 'institution_municipality', 'bad_code' FROM courses_known
          WHERE institution_municipality_text IS NOT NULL AND institution_municipality IS NULL
UNION ALL SELECT row_number, 'plan_kind', 'bad_code' FROM courses_known WHERE plan_kind_text IS NOT NULL AND service_scope IS NULL
UNION ALL SELECT row_number, 'plan_issued_on', 'bad_date' FROM courses_known WHERE plan_issued_on_text IS NOT NULL AND plan_issued_on IS NULL
UNION ALL SELECT row_number, 'ended_on', 'bad_date' FROM courses_known WHERE ended_on_text IS NOT NULL AND ended_on IS NULL
UNION ALL SELECT row_number, 'institution', 'unknown_institution' FROM courses_known WHERE institution IS NOT NULL AND NOT is_known_institution
UNION ALL SELECT row_number, 'number_kind', 'unknown_institution' FROM courses_known WHERE number_kind <> known_kind
UNION ALL SELECT row_number, 'institution_municipality', 'institution_elsewhere' FROM courses_known
          WHERE institution_municipality <> known_municipality
UNION ALL SELECT row_number, 'municipality', 'unknown_municipality' FROM courses_known WHERE municipality IS NOT NULL AND NOT has_payer;

-- One course sent several times: only rows without other faults compete; the first in the order of their content stays.
INSERT INTO course_faults
SELECT row_number, 'course_id', 'duplicate_course'
FROM courses_known ANTI JOIN course_faults USING (row_number)
QUALIFY row_number() OVER (
    PARTITION BY course_id
    ORDER BY cpr, municipality, institution, number_kind, institution_municipality, plan_issued_on, service_scope,
             diagnosis_group NULLS LAST, ended_on NULLS LAST, row_number
) > 1;

CREATE TABLE courses AS
SELECT course_id, cpr, municipality, institution, plan_issued_on, service_scope, diagnosis_group, ended_on
FROM courses_known ANTI JOIN course_faults USING (row_number);

-- A service belongs to the accepted course of its number; institution and municipality must be in force on its own day too.
CREATE TABLE services_known AS
SELECT
    services_read.*,
    courses.course_id IS NOT NULL AS has_course,
    plan_issued_on,
    ended_on,
    EXISTS (FROM institutions WHERE institutions.institution = courses.institution AND service_on BETWEEN valid_from AND valid_to)
        AS is_at_institution,
    EXISTS (FROM municipalities WHERE municipalities.municipality = courses.municipality AND service_on BETWEEN valid_from AND valid_to)
        AS has_payer
FROM services_read
LEFT JOIN courses USING (course_id);

CREATE TABLE service_faults AS
          SELECT row_number, 'course_id' AS column_name, 'missing_value' AS reason FROM services_known WHERE course_id IS NULL
UNION ALL SELECT row_number, 'service_id', 'missing_value' FROM services_known WHERE service_id IS NULL
UNION ALL SELECT row_number, 'service_on', 'missing_value' FROM services_known WHERE service_on_text IS NULL
UNION ALL SELECT row_number, 'sks_code', 'missing_value' FROM services_known WHERE sks_code IS NULL
UNION ALL SELECT row_number, 'form', 'missing_value' FROM services_known WHERE form_text IS NULL
UNION ALL SELECT row_number, 'minutes', 'missing_value' FROM services_known WHERE minutes_text IS NULL
UNION ALL SELECT row_number, 'group_size', 'missing_value' FROM services_known WHERE group_size_text IS NULL AND form IN ('group', 'pool')
UNION ALL SELECT row_number, 'course_id', 'bad_code' FROM services_known WHERE names_citizen(course_id)
UNION ALL SELECT row_number, 'service_id', 'bad_code' FROM services_known WHERE names_citizen(service_id)
UNION ALL SELECT row_number, 'service_on', 'bad_date' FROM services_known WHERE service_on_text IS NOT NULL AND service_on IS NULL
UNION ALL SELECT row_number, 'sks_code', 'bad_code' FROM services_known WHERE NOT is_sks_code(sks_code)
UNION ALL SELECT row_number, 'form', 'bad_code' FROM services_known WHERE form_text IS NOT NULL AND form IS NULL
UNION ALL SELECT row_number, 'consultation', 'bad_code' FROM services_known WHERE consultation_text IS NOT NULL AND consultation IS NULL
UNION ALL SELECT row_number, 'minutes', 'bad_number' FROM services_known WHERE minutes_text IS NOT NULL AND minutes IS NULL
UNION ALL SELECT row_number, 'group_size', 'bad_number' FROM services_known WHERE group_size_text IS NOT NULL AND given_size IS NULL
UNION ALL SELECT row_number, 'travel_minutes', 'bad_number' FROM services_known
          WHERE travel_minutes_text IS NOT NULL AND number_from(0, travel_minutes_text) IS NULL
UNION ALL SELECT row_number, 'course_id', 'orphan' FROM services_known WHERE course_id IS NOT NULL AND NOT has_course
UNION ALL SELECT row_number, 'service_on', 'service_before_plan' FROM services_known WHERE service_on < plan_issued_on
UNION ALL SELECT row_number, 'service_on', 'service_after_end' FROM services_known WHERE service_on > ended_on
UNION ALL SELECT row_number, 'service_on', 'unknown_institution' FROM services_known
          WHERE has_course AND service_on IS NOT NULL AND NOT is_at_institution
UNION ALL SELECT row_number, 'service_on', 'unknown_municipality' FROM services_known
          WHERE has_course AND service_on IS NOT NULL AND NOT has_payer;

INSERT INTO service_faults
SELECT row_number, 'service_id', 'duplicate_service'
FROM services_known ANTI JOIN service_faults USING (row_number)
QUALIFY row_number() OVER (
    PARTITION BY service_id
    ORDER BY course_id, service_on, sks_code, form, minutes, group_size NULLS LAST, travel_minutes,
             consultation NULLS LAST, row_number
) > 1;

CREATE TABLE services AS
SELECT course_id, service_id, service_on, sks_code, form, minutes, group_size, travel_minutes, consultation
FROM services_known ANTI JOIN service_faults USING (row_number);

CREATE TABLE addition_faults AS
          SELECT row_number, 'service_id' AS column_name, 'missing_value' AS reason FROM additions_read WHERE service_id IS NULL
UNION ALL SELECT row_number, 'additional_code', 'missing_value' FROM additions_read WHERE additional_code IS NULL
UNION ALL SELECT row_number, 'service_id', 'bad_code' FROM additions_read WHERE names_citizen(service_id)
UNION ALL SELECT row_number, 'additional_code', 'bad_code' FROM additions_read WHERE NOT is_sks_code(additional_code)
UNION ALL SELECT row_number, 'service_id', 'orphan' FROM additions_read ANTI JOIN services USING (service_id) WHERE service_id IS NOT NULL;

CREATE TABLE additions AS
SELECT service_id, additional_code FROM additions_read ANTI JOIN addition_faults USING (row_number);

CREATE TABLE rejected AS
          SELECT 'genoptraening_grundoplysninger' AS file, * FROM course_faults
UNION ALL SELECT 'genoptraening_procedurer', * FROM service_faults
UNION ALL SELECT 'genoptraening_tillaegsprocedurer', * FROM addition_faults;

-- R14, in the funnel's words. The line with an empty reason is the bucket's total.
CREATE TABLE counts AS
WITH delivered AS (
              SELECT 'genoptraening_grundoplysninger' AS step, count(*) AS delivered, (SELECT count(*) FROM courses) AS accepted FROM courses_read
    UNION ALL SELECT 'genoptraening_procedurer', count(*), (SELECT count(*) FROM services) FROM services_read
    UNION ALL SELECT 'genoptraening_tillaegsprocedurer', count(*), (SELECT count(*) FROM additions) FROM additions_read
)
          SELECT step, 'delivered' AS bucket, NULL::VARCHAR AS reason, delivered AS rows FROM delivered
UNION ALL SELECT step, 'accepted', NULL, accepted FROM delivered
UNION ALL SELECT step, 'rejected', NULL, count(DISTINCT row_number) FROM delivered LEFT JOIN rejected ON file = step GROUP BY step
UNION ALL SELECT file, 'rejected', reason, count(DISTINCT row_number) FROM rejected GROUP BY file, reason;
