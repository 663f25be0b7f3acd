-- Reading a delivery of the municipal register (register ges): text becomes dates, words and numbers; nothing is judged yet.
-- In:  genoptraening_..._text: the delivery as trimmed text under the names that facts give its headings, rowid = place in the file.
-- Out: courses_read, services_read, additions_read: the same rows with what could be read beside the text.

-- Words are Danish or English, in any letter case; æ and ø may be written ae and oe. Null for everything else.
CREATE MACRO plain_word(written) AS replace(replace(lower(written), 'æ', 'ae'), 'ø', 'oe');
CREATE MACRO form_of(written) AS CASE
    WHEN plain_word(written) IN ('individuel', 'individual') THEN 'individual'
    WHEN plain_word(written) IN ('selvtraening', 'self_training') THEN 'self_training'
    WHEN plain_word(written) IN ('hold', 'group') THEN 'group'
    WHEN plain_word(written) IN ('bassin', 'pool') THEN 'pool'
END;
CREATE MACRO scope_of(written) AS CASE
    WHEN plain_word(written) IN ('almen', 'general') THEN 'general'
    WHEN plain_word(written) IN ('specialiseret', 'specialised') THEN 'specialised'
END;
CREATE MACRO consultation_of(written) AS CASE
    WHEN plain_word(written) IN ('foerste', 'first') THEN 'first'
    WHEN plain_word(written) = 'normal' THEN 'normal'
    WHEN plain_word(written) IN ('kort', 'short') THEN 'short'
    WHEN plain_word(written) IN ('opfoelgende', 'follow_up') THEN 'follow_up'
END;
CREATE MACRO number_kind_of(written) AS CASE WHEN plain_word(written) IN ('yder', 'shak', 'sor') THEN plain_word(written) END;

-- A whole number of one to four digits that is at least so much, or null.
CREATE MACRO number_from(least, written) AS CASE
    WHEN regexp_full_match(written, '[0-9]{1,4}') AND try_cast(written AS BIGINT) >= least THEN try_cast(written AS BIGINT)
END;

CREATE TABLE courses_read AS
SELECT
    rowid + 1 AS row_number,
    course_id,
    cpr,
    municipality AS municipality_text,
    municipality_number(municipality) AS municipality,
    institution,
    number_kind AS number_kind_text,
    number_kind_of(number_kind) AS number_kind,
    institution_municipality AS institution_municipality_text,
    municipality_number(institution_municipality) AS institution_municipality,
    plan_issued_on AS plan_issued_on_text,
    calendar_day(iso_date(plan_issued_on)) AS plan_issued_on,
    plan_kind AS plan_kind_text,
    scope_of(plan_kind) AS service_scope,
    diagnosis_group,
    ended_on AS ended_on_text,
    calendar_day(iso_date(ended_on)) AS ended_on
FROM genoptraening_grundoplysninger_text;

-- Only a group and a pool have a size; where no travel is given there was none.
CREATE TABLE services_read AS
SELECT
    rowid + 1 AS row_number,
    course_id,
    service_id,
    service_on AS service_on_text,
    calendar_day(iso_date(service_on)) AS service_on,
    sks_code,
    form AS form_text,
    form_of(form) AS form,
    minutes AS minutes_text,
    number_from(1, minutes) AS minutes,
    group_size AS group_size_text,
    number_from(1, group_size) AS given_size,
    CASE WHEN form_of(form) IN ('group', 'pool') THEN number_from(1, group_size) END AS group_size,
    consultation AS consultation_text,
    consultation_of(consultation) AS consultation,
    travel_minutes AS travel_minutes_text,
    coalesce(number_from(0, travel_minutes), 0) AS travel_minutes
FROM genoptraening_procedurer_text;

CREATE TABLE additions_read AS
SELECT rowid + 1 AS row_number, service_id, additional_code FROM genoptraening_tillaegsprocedurer_text;
