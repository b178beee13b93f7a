"""The command line: options, commands, output, errors and completion. Files, clock, environment and terminal stop here."""
