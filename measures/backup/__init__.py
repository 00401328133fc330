"""Backups of all tables and files in a folder, which do not depend on the database that they are made from."""
