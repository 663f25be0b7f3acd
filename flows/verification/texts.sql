-- What a text says in any register (contract, section 2).

-- The five date forms, as ISO text; null for everything else.
CREATE MACRO iso_date(written) AS CASE
    WHEN regexp_full_match(written, '[0-9]{4}-[0-9]{2}-[0-9]{2}( 00:00:00)?') THEN written[1:10]
    WHEN regexp_full_match(written, '[0-9]{4}/[0-9]{2}/[0-9]{2}') THEN replace(written, '/', '-')
    WHEN regexp_full_match(written, '[0-9]{2}-[0-9]{2}-[0-9]{4}') THEN written[7:10] || written[3:6] || written[1:2]
    WHEN regexp_full_match(written, '[0-9]{8}') THEN written[1:4] || '-' || written[5:6] || '-' || written[7:8]
END;

-- A day that exists in the calendar (there is no year 0), or null.
CREATE MACRO calendar_day(iso) AS CASE WHEN iso[1:4] <> '0000' THEN try_cast(iso AS DATE) END;

-- A municipality's number of four digits, or null.
CREATE MACRO municipality_number(written) AS CASE WHEN regexp_full_match(written, '[0-9]{3,4}') THEN lpad(written, 4, '0') END;

-- Six digits and four letters or digits; day 1-31, or 61-91 (administrative); month 1-12.
CREATE MACRO is_cpr(written) AS
    regexp_full_match(written, '([06][1-9]|[1278][0-9]|[39][01])(0[1-9]|1[0-2])[0-9]{2}[A-Z0-9]{4}');

-- Somewhere in a text, with a hyphen or without, and no digit before or after it: what could be a CPR number.
CREATE MACRO names_citizen(written) AS regexp_matches(
    '.' || written || '.',
    '[^0-9]([06][1-9]|[1278][0-9]|[39][01])(0[1-9]|1[0-2])[0-9]{2}[- ]?([0-9]{4}[^0-9]|[A-Za-z0-9]{4}[^A-Za-z0-9])'
);

CREATE MACRO is_sks_code(written) AS regexp_full_match(written, '[A-Z0-9]{1,10}');
