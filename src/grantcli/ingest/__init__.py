"""Any grants file to normalised awards: what it is, which columns are which fields, and what became of every row."""
