#!/bin/sh
# Runs in the container of the database when its folder is new, as the superuser. Makes the role that the site signs in
# with, which may do nothing outside of its own database.
set -eu
psql --set ON_ERROR_STOP=1 --no-psqlrc --quiet --username "${POSTGRES_USER:-postgres}" --dbname postgres \
    --set "password=$(cat "$MASSWERK_DB_PASSWORD_FILE")" <<'SQL'
CREATE ROLE masswerk LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD :'password';
CREATE DATABASE masswerk OWNER masswerk;
REVOKE ALL ON DATABASE masswerk FROM PUBLIC;
SQL
