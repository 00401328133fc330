#!/bin/sh
# Makes the folder `secrets` for compose.yaml, with random values. What is there stays as it is.
#
# Containers read the files as users of their own, so the files are readable and the folder keeps others of this machine out.
set -eu
cd "$(dirname "$0")/../.."
mkdir -p secrets
chmod 700 secrets
random() {
    head -c 48 /dev/urandom | base64 | tr -d '\n=' | tr '+/' '-_'
}
for name in secret_key database_password postgres_password; do
    [ -s "secrets/$name" ] || random >"secrets/$name"
done
# These two are given to you by others; write them here. Empty means: none.
for name in smtp_password oidc_client_secret; do
    [ -e "secrets/$name" ] || : >"secrets/$name"
done
chmod 644 secrets/*
