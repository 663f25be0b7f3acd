-- Screening (R8): the first reason that holds is the event's one reason; none means charged.
-- Out: screened: one row per rehabilitation event, with its reason, scheme, region and prices.

-- Policies in force on each date, with the contract's defaults where no row is in force.
CREATE TABLE policies_by_day AS
SELECT
    activity_date,
    coalesce(max(value) FILTER (policy = 'open_course'), 'hold') AS open_course,
    coalesce(max(value) FILTER (policy = 'plan_required' AND scheme = 'inpatient'), 'no') AS inpatient_plan,
    coalesce(max(value) FILTER (policy = 'plan_required' AND scheme = 'general_outpatient'), 'yes') AS general_plan,
    coalesce(max(value) FILTER (policy = 'plan_required' AND scheme = 'specialised_outpatient'), 'yes') AS specialised_plan
FROM (SELECT DISTINCT activity_date FROM rehabilitation_events)
LEFT JOIN policies ON activity_date BETWEEN valid_from AND valid_to
GROUP BY activity_date;

CREATE TABLE screened AS
WITH
    followed AS (
        SELECT
            events.*,
            municipality,
            coalesce(kinds_covering, 0) AS kinds_covering,
            coalesce(first_started_on <= activity_date, false) AS has_begun_course,
            CASE WHEN setting = 'stay' THEN 'inpatient' WHEN kinds_covering = 1 THEN kind || '_outpatient' END AS scheme,
            CASE WHEN kinds_covering = 1 THEN started_on END AS course_started_on,
            CASE WHEN kinds_covering = 1 THEN ended_on END AS course_ended_on,
            plan_issued_on
        FROM rehabilitation_events AS events
        JOIN contacts USING (contact_no)
        LEFT JOIN event_courses USING (event_no)
        LEFT JOIN event_plans USING (event_no)
        LEFT JOIN first_courses ON first_courses.cpr = events.cpr AND first_courses.hospital = events.hospital
    ),
    facts_of_events AS (
        SELECT
            followed.* EXCLUDE (cpr, hospital, municipality, inpatient_price_no, general_price_no, specialised_price_no),
            hospitals.kind AS hospital_kind,
            hospitals.region AS creditor_region,
            municipalities.municipality IS NOT NULL AS has_payer,
            open_course,
            -- R8.4: while the scheme of a visit is unknown, a plan is needed unless both outpatient schemes say no.
            CASE followed.scheme
                WHEN 'inpatient' THEN inpatient_plan
                WHEN 'general_outpatient' THEN general_plan
                WHEN 'specialised_outpatient' THEN specialised_plan
                ELSE CASE WHEN general_plan = 'no' AND specialised_plan = 'no' THEN 'no' ELSE 'yes' END
            END AS plan_required,
            CASE followed.scheme
                WHEN 'inpatient' THEN inpatient_price_no
                WHEN 'general_outpatient' THEN general_price_no
                WHEN 'specialised_outpatient' THEN specialised_price_no
            END AS own_price_no,
            -- Section 5: the tariff that a set-aside event would have had: stays by the inpatient, visits by the general scheme.
            CASE setting WHEN 'stay' THEN inpatient_price_no ELSE general_price_no END AS advisory_price_no
        FROM followed
        JOIN policies_by_day USING (activity_date)
        LEFT JOIN hospitals ON hospitals.hospital = followed.hospital
            AND activity_date BETWEEN hospitals.valid_from AND hospitals.valid_to
        LEFT JOIN municipalities ON municipalities.municipality = followed.municipality
            AND activity_date BETWEEN municipalities.valid_from AND municipalities.valid_to
    )
SELECT
    *,
    CASE
        WHEN hospital_kind IS NULL THEN 'unknown_hospital'
        WHEN hospital_kind <> 'hospital' THEN 'test_hospital'
        WHEN NOT has_payer THEN 'no_paying_municipality'
        WHEN plan_required = 'yes' AND plan_issued_on IS NULL THEN 'no_rehabilitation_plan'
        WHEN setting = 'visit' AND NOT has_begun_course THEN 'no_start_mark'
        WHEN setting = 'visit' AND kinds_covering = 0 THEN 'after_end_mark'
        WHEN setting = 'visit' AND kinds_covering = 2 THEN 'ambiguous_course'
        WHEN setting = 'visit' AND course_ended_on IS NULL AND open_course = 'hold' THEN 'awaiting_end_mark'
        WHEN scheme = 'specialised_outpatient' AND own_price_no IS NULL THEN 'home_visit_in_specialised_course'
    END AS reason
FROM facts_of_events;

DROP TABLE rehabilitation_events;
DROP TABLE event_courses;
DROP TABLE first_courses;
DROP TABLE event_plans;
