"""Vector drawings of the reports: area, window, time line of custody, QR code."""
