"""The review page: clips side by side on one clock, against the request's window and area."""
