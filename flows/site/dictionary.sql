-- Tables, views and their columns with their comments: the data dictionary.
SELECT table_name, about, column_name, lower(data_type) AS data_type, columns.comment AS meaning, column_index
FROM duckdb_columns() AS columns JOIN (
    SELECT table_name, comment AS about FROM duckdb_tables() WHERE NOT internal AND NOT temporary
    UNION ALL SELECT view_name, comment FROM duckdb_views() WHERE NOT internal AND NOT temporary
) USING (table_name)
WHERE NOT columns.internal
ORDER BY table_name, column_index
