"""The procedure of section 5, steps V1–V13. Bytes in, findings out: it never raises for bad evidence."""
