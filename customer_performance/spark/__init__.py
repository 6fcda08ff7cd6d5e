"""The models built by a Spark cluster: what it reads and writes is Parquet, in a lake that DuckDB reads, too."""
