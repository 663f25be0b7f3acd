"""The second engine: genopt's rules once more, in plain DuckDB SQL, written from the contract alone."""
