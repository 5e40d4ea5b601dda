"""The command line: thin, with the exit statuses of the specification."""
