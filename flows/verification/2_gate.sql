-- The gate (contract, section 2, "A row is rejected"): every fault of every row, then the rows without one.
-- Out: rejected (file, row_number, column_name, reason); contacts, attendances, services: the accepted rows; counts.

CREATE TABLE contact_faults AS
          SELECT row_number, 'k_recnum' AS column_name, 'missing_value' AS reason FROM contacts_read WHERE k_recnum IS NULL
UNION ALL SELECT row_number, 'v_cpr', 'missing_value' FROM contacts_read WHERE cpr IS NULL
UNION ALL SELECT row_number, 'c_pattype', 'missing_value' FROM contacts_read WHERE c_pattype IS NULL
UNION ALL SELECT row_number, 'c_sgh', 'missing_value' FROM contacts_read WHERE hospital IS NULL
UNION ALL SELECT row_number, 'd_inddto', 'missing_value' FROM contacts_read WHERE d_inddto_text IS NULL
UNION ALL SELECT row_number, 'd_inddto', 'bad_date' FROM contacts_read WHERE d_inddto_text IS NOT NULL AND d_inddto IS NULL
UNION ALL SELECT row_number, 'd_uddto', 'bad_date' FROM contacts_read WHERE d_uddto_text IS NOT NULL AND d_uddto IS NULL
UNION ALL SELECT row_number, 'skemaopdat', 'bad_date' FROM contacts_read WHERE skemaopdat_text IS NOT NULL AND skemaopdat IS NULL
UNION ALL SELECT row_number, 'c_kom', 'bad_code' FROM contacts_read WHERE c_kom_text IS NOT NULL AND municipality IS NULL
UNION ALL SELECT row_number, 'd_uddto', 'discharge_before_admission' FROM contacts_read WHERE d_uddto < d_inddto
UNION ALL SELECT row_number, 'v_cpr', 'bad_cpr' FROM contacts_read WHERE NOT is_cpr(cpr);

-- One contact sent several times: only rows without other faults compete, and `preference` 1 is the best of all of
-- them: newest skemaopdat, highest k_recnum as a number, then content, so that the order of rows never matters.
CREATE TABLE contact_versions AS
SELECT
    row_number,
    k_recnum,
    idnummer,
    contact_key,
    row_number() OVER (ORDER BY
        skemaopdat DESC NULLS LAST, k_number DESC NULLS LAST,
        c_pattype ASC, hospital ASC, department ASC NULLS FIRST, municipality ASC NULLS FIRST,
        specialty ASC NULLS FIRST, d_inddto ASC, d_uddto ASC NULLS FIRST, cpr ASC,
        k_recnum ASC, idnummer ASC NULLS FIRST, row_number ASC
    ) AS preference
FROM contacts_read ANTI JOIN contact_faults USING (row_number)
WHERE contact_key IN (SELECT contact_key FROM contacts_read GROUP BY contact_key HAVING count(*) > 1)
   OR k_recnum IN (SELECT k_recnum FROM contacts_read GROUP BY k_recnum HAVING count(*) > 1);

-- First one per contact key, then, among those that stay, one per k_recnum.
CREATE TABLE superseded_contacts AS
WITH
    by_key AS (SELECT * FROM contact_versions QUALIFY preference > min(preference) OVER (PARTITION BY contact_key)),
    by_recnum AS (
        SELECT * FROM contact_versions ANTI JOIN by_key USING (row_number)
        QUALIFY preference > min(preference) OVER (PARTITION BY k_recnum)
    )
FROM by_key UNION ALL FROM by_recnum;

INSERT INTO contact_faults
SELECT row_number, CASE WHEN idnummer IS NULL THEN 'k_recnum' ELSE 'idnummer' END, 'duplicate_contact'
FROM superseded_contacts;

-- An accepted contact is known by its row number in t_adm from here on.
CREATE TABLE contacts AS
SELECT
    row_number AS contact_no, contact_key, k_recnum, k_number, cpr, c_pattype, hospital, department, specialty,
    municipality, d_inddto, d_uddto
FROM contacts_read ANTI JOIN contact_faults USING (row_number);

-- A row of t_bes or t_sksube belongs to the accepted contact of its number; without one it is an orphan.
CREATE TABLE attendances_known AS
SELECT attendances_read.*, contact_no FROM attendances_read LEFT JOIN contacts ON v_recnum = k_recnum;

CREATE TABLE attendance_faults AS
          SELECT row_number, 'v_recnum' AS column_name, 'missing_value' AS reason FROM attendances_known WHERE v_recnum IS NULL
UNION ALL SELECT row_number, 'd_ambdto', 'missing_value' FROM attendances_known WHERE d_ambdto_text IS NULL
UNION ALL SELECT row_number, 'd_ambdto', 'bad_date' FROM attendances_known WHERE d_ambdto_text IS NOT NULL AND d_ambdto IS NULL
UNION ALL SELECT row_number, 'v_recnum', 'orphan' FROM attendances_known WHERE v_recnum IS NOT NULL AND contact_no IS NULL
UNION ALL SELECT row_number, 'd_ambdto', 'duplicate_row' FROM attendances_known
          JOIN (SELECT v_recnum, d_ambdto, min(row_number) AS first_row FROM attendances_known GROUP BY ALL HAVING count(*) > 1)
          USING (v_recnum, d_ambdto)
          WHERE row_number > first_row;

CREATE TABLE attendances AS
SELECT row_number AS attendance_no, contact_no, d_ambdto
FROM attendances_known ANTI JOIN attendance_faults USING (row_number);

CREATE TABLE services_known AS
SELECT services_read.*, contact_no FROM services_read LEFT JOIN contacts ON v_recnum = k_recnum;

CREATE TABLE service_faults AS
          SELECT row_number, 'v_recnum' AS column_name, 'missing_value' AS reason FROM services_known WHERE v_recnum IS NULL
UNION ALL SELECT row_number, 'c_opr', 'missing_value' FROM services_known WHERE sks_code IS NULL
UNION ALL SELECT row_number, 'd_odto', 'missing_value' FROM services_known WHERE d_odto_text IS NULL
UNION ALL SELECT row_number, 'd_odto', 'bad_date' FROM services_known WHERE d_odto_text IS NOT NULL AND d_odto IS NULL
UNION ALL SELECT row_number, 'v_recnum', 'orphan' FROM services_known WHERE v_recnum IS NOT NULL AND contact_no IS NULL
UNION ALL SELECT row_number, 'c_opr', 'bad_code' FROM services_known
          SEMI JOIN (SELECT DISTINCT sks_code FROM services_known WHERE NOT is_sks_code(sks_code)) USING (sks_code);

CREATE TABLE services AS
SELECT contact_no, sks_code, is_addition, d_odto
FROM services_known ANTI JOIN service_faults USING (row_number);

CREATE TABLE rejected AS
          SELECT 't_adm' AS file, * FROM contact_faults
UNION ALL SELECT 't_bes', * FROM attendance_faults
UNION ALL SELECT 't_sksube', * FROM service_faults;

-- R14, in the funnel's words. The line with an empty reason is the bucket's total.
CREATE TABLE counts AS
WITH delivered AS (
              SELECT 't_adm' AS step, count(*) AS delivered, (SELECT count(*) FROM contacts) AS accepted FROM contacts_read
    UNION ALL SELECT 't_bes', count(*), (SELECT count(*) FROM attendances) FROM attendances_known
    UNION ALL SELECT 't_sksube', count(*), (SELECT count(*) FROM services) FROM services_known
)
          SELECT step, 'delivered' AS bucket, NULL::VARCHAR AS reason, delivered AS rows FROM delivered
UNION ALL SELECT step, 'accepted', NULL, accepted FROM delivered
UNION ALL SELECT step, 'rejected', NULL, count(DISTINCT row_number) FROM delivered LEFT JOIN rejected ON file = step GROUP BY step
UNION ALL SELECT file, 'rejected', reason, count(DISTINCT row_number) FROM rejected GROUP BY file, reason;

DROP TABLE t_bes_text;
DROP TABLE t_sksube_text;
DROP TABLE contacts_read;
DROP TABLE attendances_known;
DROP TABLE services_known;
