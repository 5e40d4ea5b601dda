"""The library: the table of all packages, its search and filter, and the panel that tells of the one chosen."""
