"""Writes packages: seals, appends a hop; CAdES signatures, RFC 3161 timestamps."""
