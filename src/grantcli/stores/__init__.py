"""Stores hold the awards of large files in tables that DuckDB answers from: the file itself, or a normalised copy of it."""
