-- Reading (contract, section 2): text becomes dates, keys and numbers; nothing is judged yet.
-- In:  t_adm_text, t_bes_text, t_sksube_text: the delivery as trimmed text, rowid = place in the file.
-- Out: contacts_read, attendances_read, services_read: the same rows with what could be read beside the text.

-- Dates repeat: the distinct texts are read once and looked up.
CREATE TABLE days_read AS
SELECT written, calendar_day(iso_date(written)) AS day
FROM (
    SELECT d_inddto AS written FROM t_adm_text
    UNION SELECT d_uddto FROM t_adm_text
    UNION SELECT d_ambdto FROM t_bes_text
    UNION SELECT d_odto FROM t_sksube_text
)
WHERE written IS NOT NULL;

-- skemaopdat: a date, optionally with a time of day; ':' may be written '.', and 'T' or '-' may stand between.
CREATE TABLE moments_read AS
WITH
    parts AS (
        SELECT written, unnest(regexp_extract(
            written, '^([0-9/-]{8,10}?)(?:[ T-]([0-9]{2})[:.]([0-9]{2})(?:[:.]([0-9]{2})(?:[.]([0-9]{1,6}))?)?)?$',
            ['date_part', 'hour', 'minute', 'second', 'fraction']))
        FROM (SELECT DISTINCT skemaopdat AS written FROM t_adm_text WHERE skemaopdat IS NOT NULL)
    ),
    dated AS (SELECT *, calendar_day(iso_date(date_part)) AS day FROM parts)
SELECT written, CASE
    WHEN hour = '' THEN day::TIMESTAMP
    WHEN hour <= '23' THEN try_cast(
        day::VARCHAR || ' ' || hour || ':' || minute || ':' || rpad(second, 2, '0') || '.' || rpad(fraction, 6, '0') AS TIMESTAMP)
END AS moment
FROM dated;

-- R1: the contact's key is idnummer where there is one, else k_recnum.
CREATE TABLE contacts_read AS
SELECT
    t_adm_text.rowid + 1 AS row_number,
    k_recnum,
    CASE WHEN regexp_full_match(k_recnum, '[0-9]+') THEN try_cast(k_recnum AS HUGEINT) END AS k_number,
    idnummer,
    coalesce(idnummer, k_recnum) AS contact_key,
    skemaopdat AS skemaopdat_text,
    moments_read.moment AS skemaopdat,
    v_cpr AS cpr,
    c_pattype,
    c_sgh AS hospital,
    c_afd AS department,
    c_spec AS specialty,
    municipality_number(c_kom) AS municipality,
    c_kom AS c_kom_text,
    d_inddto AS d_inddto_text,
    admission.day AS d_inddto,
    d_uddto AS d_uddto_text,
    discharge.day AS d_uddto
FROM t_adm_text
LEFT JOIN days_read AS admission ON admission.written = d_inddto
LEFT JOIN days_read AS discharge ON discharge.written = d_uddto
LEFT JOIN moments_read ON moments_read.written = skemaopdat;

CREATE VIEW attendances_read AS
SELECT t_bes_text.rowid + 1 AS row_number, v_recnum, d_ambdto AS d_ambdto_text, day AS d_ambdto
FROM t_bes_text
LEFT JOIN days_read ON written = d_ambdto;

CREATE VIEW services_read AS
SELECT
    t_sksube_text.rowid + 1 AS row_number,
    v_recnum,
    c_opr AS sks_code,
    coalesce(c_oprart = '+', false) AS is_addition,
    d_odto AS d_odto_text,
    day AS d_odto
FROM t_sksube_text
LEFT JOIN days_read ON written = d_odto;

DROP TABLE t_adm_text;
DROP TABLE moments_read;
