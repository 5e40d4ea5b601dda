"""The parts of a custody report, one module each: frozen data → blocks."""
