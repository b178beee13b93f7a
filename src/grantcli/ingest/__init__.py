"""Any grants file to normalised awards: its form, which columns are which fields, and the outcome of every row."""
