"""What Django's formats for German lack."""

DATETIME_FORMAT = "j. F Y, H:i"  # without the comma, the year runs into the hour
