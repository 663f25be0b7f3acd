-- What was coded as rehabilitation, by activity month, the hospital's region (and the country, 'DK') and setting: as the latest run until
-- the month found it, of those that computed the activity month from its first day (where none did, of all). Citizens of the country:
-- at least those of one region.
WITH of_runs AS (
    SELECT coded.*, length(run_id) AS digits, window_from <= (activity_month || '-01')::DATE AS is_whole
    FROM coded JOIN runs USING (run_id)
    WHERE status = 'published' AND settlement_month <= $month AND activity_month <= $month AND creditor_region IS NOT NULL
), latest AS (
    FROM of_runs QUALIFY rank() OVER (PARTITION BY activity_month ORDER BY is_whole DESC, digits DESC, run_id DESC) = 1
)
SELECT activity_month, area, setting, sum(rehabilitation)::BIGINT AS rehabilitation, sum(other)::BIGINT AS other,
    max(persons) AS persons
FROM (SELECT *, creditor_region AS area FROM latest UNION ALL SELECT *, 'DK' FROM latest)
GROUP BY ALL ORDER BY ALL
