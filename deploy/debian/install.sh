#!/bin/sh
# Installs this checkout on a Debian machine, or brings an installation up to date: `make install HOST=massnahmen.example.org`.
# Run again, it keeps settings and data. docs/operation.md, section "Without Docker", says what it makes.
set -eu

host=${1:?name the host that the site answers to: make install HOST=massnahmen.example.org}
cd "$(dirname "$0")/../.."
app=/srv/masswerk settings=/etc/masswerk/env data=/var/lib/masswerk logs=/var/log/masswerk

say() { printf '%s\n' "$*"; }
stop() { say "$*" >&2; exit 1; }

[ "$(id -u)" = 0 ] || stop "Only root can install."
case $host in *[!a-z0-9.-]*) stop "$host is not the name of a host." ;; esac
for program in python3:python3-venv nginx:nginx psql:postgresql runuser:util-linux logrotate:logrotate; do
    command -v "${program%%:*}" >/dev/null || stop "Missing: apt install ${program##*:}"
done
python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || stop "Python 3.11 or newer is needed."
python3 -c 'import ensurepip' 2>/dev/null || stop "Missing: apt install python3-venv"

say "User and folders"
id masswerk >/dev/null 2>&1 || useradd --system --user-group --home-dir $data --no-create-home --shell /usr/sbin/nologin masswerk
install -d -o masswerk -g masswerk -m 750 $data
install -d -o root -g adm -m 750 $logs
install -d -o root -g masswerk -m 750 /etc/masswerk $app

say "Sources"
new=$app/.new
rm -rf $new && mkdir $new
# As in .dockerignore: what the site needs to run
tar -c --exclude __pycache__ requirements.txt manage.py LICENSE config measures municipalities templates static locale deploy | tar -x -C $new
for path in "$new"/*; do
    rm -rf "${app:?}/${path##*/}"
    mv "$path" "$app/"
done
rmdir $new

say "Python packages"
[ -x $app/.venv/bin/pip ] || python3 -m venv $app/.venv
$app/.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r $app/requirements.txt
chown -R root:masswerk $app
chmod -R u=rwX,g=rX,o= $app

say "Settings"
if [ ! -e $settings ]; then
    key=$($app/.venv/bin/python -c "import secrets; print(secrets.token_urlsafe(50))")
    (umask 027 && sed -e "s|@HOST@|$host|" -e "s|@KEY@|$key|" deploy/debian/env >$settings)
    chown root:masswerk $settings
fi
install -m 755 deploy/debian/masswerk /usr/local/bin/masswerk

say "Database"
as_postgres() { (cd / && runuser -u postgres -- "$@"); }
if grep -q '^DATABASE_URL=postgresql://masswerk@%2Fvar%2Frun%2Fpostgresql/masswerk$' $settings; then
    as_postgres psql -tAc "SELECT 1" >/dev/null 2>&1 || stop "PostgreSQL does not answer: systemctl start postgresql"
    [ "$(as_postgres psql -tAc "SELECT 1 FROM pg_roles WHERE rolname = 'masswerk'")" ] \
        || as_postgres createuser --no-superuser --no-createdb --no-createrole masswerk
    [ "$(as_postgres psql -tAc "SELECT 1 FROM pg_database WHERE datname = 'masswerk'")" ] \
        || as_postgres createdb --owner masswerk --encoding UTF8 --locale C.UTF-8 --template template0 masswerk
fi
masswerk migrate --no-input --verbosity 0
masswerk collectstatic --no-input --verbosity 0

say "Services, proxy, rotation of logs"
install -m 644 deploy/systemd/masswerk* /etc/systemd/system/
install -m 644 deploy/debian/logrotate /etc/logrotate.d/masswerk
install -d /etc/nginx/masswerk /var/cache/nginx
install -m 644 deploy/nginx/site.conf deploy/nginx/headers.conf /etc/nginx/masswerk/
[ ! -e /usr/lib/nginx/modules/ngx_http_brotli_filter_module.so ] \
    || install -m 644 deploy/nginx/brotli.conf /etc/nginx/masswerk/
if [ ! -e /etc/ssl/masswerk/fullchain.pem ]; then
    say "No certificate: put fullchain.pem and privkey.pem into /etc/ssl/masswerk and start this again, for the proxy."
elif [ ! -e /etc/nginx/conf.d/masswerk.conf ]; then
    sed "s|massnahmen.example.org|$host|" deploy/nginx/masswerk.conf >/etc/nginx/conf.d/masswerk.conf
fi
nginx -t -q

if [ -d /run/systemd/system ]; then
    systemctl daemon-reload
    systemctl enable --quiet masswerk masswerk-mail masswerk-digests masswerk-reminders.timer masswerk-forget.timer masswerk-planned.timer masswerk-reuses.timer masswerk-images.timer masswerk-links.timer masswerk-backup.timer
    systemctl start masswerk-reminders.timer masswerk-forget.timer masswerk-planned.timer masswerk-reuses.timer masswerk-images.timer masswerk-links.timer masswerk-backup.timer
    systemctl reload-or-restart masswerk # no request fails; new settings need a restart
    systemctl restart masswerk-mail masswerk-digests
    systemctl reload-or-restart nginx
else
    say "systemd is not running here; the services are installed, and not started."
fi
say "Done. Fill in $settings, then: masswerk check --deploy; masswerk import_catalogue; masswerk createsuperuser"
