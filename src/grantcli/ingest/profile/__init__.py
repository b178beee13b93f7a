"""Decisions about a file or a column as a whole, each with its note and the option that overrules it."""
