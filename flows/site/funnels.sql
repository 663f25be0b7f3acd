-- The account of rows and events of each run until the month, the latest run of a month only.
SELECT settlement_month, run_id, step, bucket, reason, rows
FROM funnel JOIN (
    FROM runs WHERE status = 'published' AND register_name = 'lpr2' AND settlement_month <= $month
    QUALIFY row_number() OVER (PARTITION BY settlement_month ORDER BY length(run_id) DESC, run_id DESC) = 1
) USING (run_id)
ORDER BY settlement_month, step, bucket, reason NULLS FIRST
