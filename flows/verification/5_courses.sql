-- Plans (R5), courses (R6), and the scheme they give (R7). Taken from all accepted services, attached or not, of any date.
-- Out: event_courses: the course that covers a visit, where one does; first_courses; event_plans: an event's plan, where it has one.

-- The one role of a registration: the longest prefix in force on the service's own date.
CREATE TABLE registrations AS
WITH
    code_prefixes AS (
        SELECT * FROM (SELECT DISTINCT sks_code FROM services WHERE NOT is_addition)
        JOIN registration_codes ON starts_with(sks_code, sks_prefix)
    ),
    code_days AS (SELECT DISTINCT sks_code, d_odto FROM services SEMI JOIN code_prefixes USING (sks_code) WHERE NOT is_addition),
    roles AS (
        SELECT sks_code, d_odto, role
        FROM code_days JOIN code_prefixes USING (sks_code)
        WHERE d_odto BETWEEN valid_from AND valid_to
        QUALIFY row_number() OVER (PARTITION BY sks_code, d_odto ORDER BY length(sks_prefix) DESC) = 1
    )
SELECT DISTINCT cpr, hospital, role, d_odto AS day
FROM services JOIN roles USING (sks_code, d_odto) JOIN contacts USING (contact_no)
WHERE NOT is_addition;

DROP TABLE services;

-- R5
CREATE TABLE plans AS
SELECT DISTINCT cpr, day AS issued_on FROM registrations WHERE role IN ('plan_general', 'plan_specialised');

-- R6: one row per CPR, hospital, kind and day with a mark. A course is open before a day exactly when the last earlier
-- day that had only one sort of mark was a start: a day with both leaves things as they were.
CREATE TABLE mark_days AS
WITH days AS (
    SELECT cpr, hospital, split_part(role, '_', 2) AS kind, day,
           bool_or(starts_with(role, 'start_')) AS has_start, bool_or(starts_with(role, 'end_')) AS has_end
    FROM registrations
    WHERE starts_with(role, 'start_') OR starts_with(role, 'end_')
    GROUP BY ALL
)
SELECT
    *,
    coalesce(last_value(CASE WHEN has_start <> has_end THEN has_start END IGNORE NULLS) OVER earlier, false) AS was_open,
    lead(day) OVER in_turn AS next_day,
    lead(has_end) OVER in_turn AS next_has_end
FROM days
WINDOW in_turn AS (PARTITION BY cpr, hospital, kind ORDER BY day),
       earlier AS (PARTITION BY cpr, hospital, kind ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING);

-- R6: every start mark begins a course. With nothing open, an end mark on its own day ends it; else the next mark does:
-- an end mark on its day, a start mark alone the day before [reading]; without a next one it is open.
CREATE TABLE courses AS
SELECT cpr, hospital, kind, day AS started_on,
       CASE WHEN has_end AND NOT was_open THEN day WHEN next_has_end THEN next_day ELSE next_day - 1 END AS ended_on
FROM mark_days
WHERE has_start;

-- R7: the course of each kind that covers a visit; where two do, the one that ends that day, which began first.
CREATE TABLE covering_courses AS
SELECT event_no, kind, min(started_on) AS started_on, arg_min(coalesce(ended_on, 'infinity'), started_on) AS ended_on
FROM rehabilitation_events JOIN courses USING (cpr, hospital)
WHERE setting = 'visit' AND activity_date BETWEEN started_on AND coalesce(ended_on, 'infinity')
GROUP BY event_no, kind;

CREATE TABLE event_courses AS
SELECT event_no, count(*) AS kinds_covering, any_value(kind) AS kind, any_value(started_on) AS started_on,
       nullif(any_value(ended_on), 'infinity') AS ended_on
FROM covering_courses
GROUP BY event_no;

CREATE TABLE first_courses AS
SELECT cpr, hospital, min(started_on) AS first_started_on FROM courses GROUP BY ALL;

-- R5: the latest plan issued on or before the event's date.
CREATE TABLE event_plans AS
SELECT event_no, max(issued_on) AS plan_issued_on
FROM rehabilitation_events JOIN plans USING (cpr)
WHERE issued_on <= activity_date
GROUP BY event_no;

DROP TABLE registrations;
DROP TABLE plans;
DROP TABLE mark_days;
DROP TABLE courses;
DROP TABLE covering_courses;
