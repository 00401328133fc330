"""Many entries at once: spreadsheets that are read, compared with what is stored, and written."""
