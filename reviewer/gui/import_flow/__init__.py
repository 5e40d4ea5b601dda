"""Importing, as the window shows it: what to import, how far each file is, what was found, what is to be decided."""
