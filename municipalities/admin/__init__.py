"""The admin of municipalities and model projects, and the base of all lists in the admin."""
