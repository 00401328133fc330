"""Overrides of Django's formats for German."""

DATETIME_FORMAT = "j. F Y, H:i"  # without the comma, the year runs into the hour
