"""The window. No rule of the domain lives here."""
