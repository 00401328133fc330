"""config/settings.py, imported in a separate process with different environments."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings as project_settings
from django.core.exceptions import ImproperlyConfigured

from config import environment
from measures.public.site import about_this_site

pytestmark = pytest.mark.one_database

OPERATOR = {
    "MASSWERK_CONTACT": "redaktion@massnahmen.example",
    "MASSWERK_CONTROLLER": "Stadt X, Markt 1, 01234 X",
    "MASSWERK_REPRESENTATIVE": "Die Bürgermeisterin",
    "MASSWERK_PHONE": "0123 456",
    "MASSWERK_ACCESSIBILITY_CONFORMITY": "partial",
    "MASSWERK_ACCESSIBILITY_WRITTEN_ON": "2026-11-28",
    "MASSWERK_ACCESSIBILITY_CHECKED_ON": "2026-11-28",
    "MASSWERK_ACCESSIBILITY_METHOD": "Selbstbewertung",
}
PRODUCTION = {"MASSWERK_SECRET_KEY": "geheim" * 10, "MASSWERK_HOSTS": "massnahmen.example"}


def start(script, variables):
    return subprocess.run(
        [sys.executable, "-c", script],
        cwd=project_settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], **variables},
        capture_output=True,
        text=True,
        timeout=60,
    )


def read(variables, *names):
    """Return the settings of these names that `variables` lead to."""
    script = (
        "import json; from config import settings\n"
        f"print(json.dumps([getattr(settings, name, None) for name in {names}], default=str))"
    )
    done = start(script, variables)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def refusal(variables):
    done = start("from config import settings", variables)
    assert done.returncode == 1
    last = done.stderr.strip().splitlines()[-1]
    return last.removeprefix("django.core.exceptions.ImproperlyConfigured: ")


# Missing variables


@pytest.mark.parametrize("rest", [{"MASSWERK_DEBUG": "1"}, PRODUCTION])
def test_an_empty_variable_counts_as_missing(rest):
    names = (
        "DEBUG", "ALLOWED_HOSTS", "HTTPS", "SECURE_HSTS_SECONDS", "SESSION_COOKIE_SECURE", "STORAGE",
        "STATIC_ROOT", "DATABASES", "MASSWERK_UNOFFICIAL", "MASSWERK_CONTACT", "MASSWERK_INDEX_POLL",
        "MASSWERK_CONTROLLER", "MASSWERK_IMPRINT_URL", "MASSWERK_SECOND_FACTOR", "MASSWERK_ACCESSIBILITY",
    )  # fmt: skip
    variables = (
        "MASSWERK_DEBUG", "MASSWERK_HOSTS", "MASSWERK_SECRET_KEY", "MASSWERK_HTTPS", "MASSWERK_HSTS_SUBDOMAINS",
        "MASSWERK_STORAGE", "MASSWERK_STATIC_ROOT", "DATABASE_URL", "MASSWERK_UNOFFICIAL", "MASSWERK_CONTACT",
        "MASSWERK_INDEX_POLL", "MASSWERK_CONTROLLER", "MASSWERK_IMPRINT_URL", "MASSWERK_PRIVACY_URL",
        "MASSWERK_FEEDBACK_TO", "MASSWERK_ACCESSIBILITY_CONFORMITY", "MASSWERK_ACCESSIBILITY_WRITTEN_ON",
        "MASSWERK_ACCESSIBILITY_NORM", "MASSWERK_SECOND_FACTOR",
    )  # fmt: skip
    assert read({**dict.fromkeys(variables, " "), **rest}, *names) == read(rest, *names)


def test_production_is_protected_without_being_asked():
    names = ("DEBUG", "HTTPS", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE")
    assert read(PRODUCTION, *names, "MASSWERK_SECOND_FACTOR") == [False, True, True, True, True, True]
    assert read(PRODUCTION, "STORAGE") == [str(project_settings.BASE_DIR / "var")]


@pytest.mark.parametrize("missing", PRODUCTION)
def test_production_does_not_start_without_its_secret_and_its_hosts(missing):
    for variables in ({**PRODUCTION, missing: ""}, {**PRODUCTION, missing: " "}):
        assert refusal(variables) == f"Set {missing} (or MASSWERK_DEBUG=1 on your own machine)."


def test_secrets_may_stand_in_files(tmp_path):
    file = tmp_path / "secret"
    file.write_text("aus einer Datei ß\n")
    names = ("MASSWERK_SECRET_KEY", "MASSWERK_SMTP_PASSWORD", "MASSWERK_OIDC_CLIENT_SECRET", "MASSWERK_DB_PASSWORD")
    variables = {"MASSWERK_HOSTS": "a.example", **{f"{name}_FILE": str(file) for name in names}}
    variables["DATABASE_URL"] = "postgresql://masswerk:von+der+Adresse@db/masswerk"
    wanted = ("SECRET_KEY", "EMAIL_HOST_PASSWORD", "MASSWERK_OIDC_CLIENT_SECRET", "DATABASES")
    *passwords, databases = read(variables, *wanted)
    assert {*passwords, databases["default"]["PASSWORD"]} == {"aus einer Datei ß"}
    file.write_text("\n")
    assert refusal(variables) == f"The file {file} of MASSWERK_SECRET_KEY_FILE is empty."
    file.unlink()
    assert "which cannot be read" in refusal(variables)


def test_hosts_of_nothing_but_commas_are_no_hosts():
    assert refusal({**PRODUCTION, "MASSWERK_HOSTS": " , "}).startswith("Set MASSWERK_HOSTS")


def test_the_parts_of_a_list_are_separated_by_commas():
    variables = {"MASSWERK_HOSTS": " a.example,, b.example ", "FORWARDED_ALLOW_IPS": "10.0.0.1, 192.0.2.0/24,"}
    expected = [["a.example", "b.example"], ["10.0.0.1", "192.0.2.0/24"]]
    assert read({**PRODUCTION, **variables}, "ALLOWED_HOSTS", "TRUSTED_PROXIES") == expected
    assert read(PRODUCTION, "TRUSTED_PROXIES") == [["127.0.0.1", "::1"]]


# Flags and numbers


@pytest.mark.parametrize("word", ["1", "true", "YES", "on", " ja "])
def test_words_for_yes(monkeypatch, word):
    monkeypatch.setenv("FLAG", word)
    assert environment.flag("FLAG", False) is True


@pytest.mark.parametrize("word", ["0", "False", "no", "OFF", "nein"])
def test_words_for_no(monkeypatch, word):
    monkeypatch.setenv("FLAG", word)
    assert environment.flag("FLAG", True) is False


@pytest.mark.parametrize("default", [True, False])
def test_a_missing_flag_has_its_default(monkeypatch, default):
    assert environment.flag("FLAG", default) is default
    monkeypatch.setenv("FLAG", "")
    assert environment.flag("FLAG", default) is default


@pytest.mark.parametrize("word", ["maybe", "2", "enabled", "flase"])
def test_an_unknown_word_is_refused_with_those_allowed(monkeypatch, word):
    monkeypatch.setenv("FLAG", word)
    with pytest.raises(ImproperlyConfigured) as caught:
        environment.flag("FLAG", False)
    assert str(caught.value) == (f"FLAG is “{word}”; allowed are 1, true, yes, on, ja and 0, false, no, off, nein.")


@pytest.mark.parametrize("word", ["fast", "-1", "nan", "inf", "0,5"])
def test_anything_but_a_number_of_at_least_0_is_refused(monkeypatch, word):
    monkeypatch.setenv("SECONDS", word)
    with pytest.raises(ImproperlyConfigured, match=f"SECONDS is “{word}”; .* such as 0.5"):
        environment.number("SECONDS", 0.5)


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("masswerk.example", "masswerk.example"),
        (".masswerk.example", "masswerk.example"),
        ("127.0.0.1", "localhost"),
        ("[::1]", "localhost"),
    ],
)
def test_mail_comes_from_a_name_and_not_from_an_ip_address(host, domain):
    assert environment.mail_domain(host) == domain


def test_the_settings_name_the_flag_with_an_unknown_word():
    assert refusal({**PRODUCTION, "MASSWERK_HTTPS": "nope"}).startswith("MASSWERK_HTTPS is “nope”; allowed are 1,")


# Settings that follow from the variables


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({}, [31_536_000, False, False]),
        ({"MASSWERK_HSTS_SUBDOMAINS": "1"}, [31_536_000, True, True]),
        ({"MASSWERK_HTTPS": "0", "MASSWERK_HSTS_SUBDOMAINS": "1"}, [0, False, False]),
    ],
)
def test_hsts_binds_other_names_only_if_asked_to(variables, expected):
    names = ("SECURE_HSTS_SECONDS", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD")
    assert read({**PRODUCTION, **variables}, *names) == expected


def test_django_itself_trusts_no_header_about_https():
    assert read(PRODUCTION, "SECURE_PROXY_SSL_HEADER") == [None]


def test_a_storage_folder_may_have_any_name(tmp_path):
    folder = str(tmp_path / "C#, 100 %25?")
    [databases] = read({**PRODUCTION, "MASSWERK_STORAGE": folder}, "DATABASES")
    assert databases["default"]["NAME"] == f"{folder}/masswerk.sqlite3"


def test_the_deployment_check_finds_nothing(tmp_path):
    script = (
        "from django.core.management import execute_from_command_line\n"
        "execute_from_command_line(['manage.py', 'check', '--deploy', '--fail-level', 'WARNING'])"
    )
    key = "pQ7-xW2_zL9vB4nM6kJ8hG5fD3sA1tY0uI-oP_eR"
    variables = {**PRODUCTION, **OPERATOR, "MASSWERK_SECRET_KEY": key * 2, "MASSWERK_STATIC_ROOT": str(tmp_path)}
    done = start(script, {**variables, "DJANGO_SETTINGS_MODULE": "config.settings"})
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("variables", "expected"),
    [
        ({"MASSWERK_DEBUG": "1"}, ["info", "warning", "our own warning"]),
        (PRODUCTION, ["warning", "our own warning"]),
    ],
)
def test_each_line_of_the_log_is_written_once(variables, expected):
    script = (
        "import logging, django; django.setup()\n"
        "logging.getLogger('django.request').info('info')\n"
        "logging.getLogger('django.request').warning('warning')\n"
        "logging.getLogger('measures').warning('our own warning')\n"
    )
    done = start(script, {**variables, "DJANGO_SETTINGS_MODULE": "config.settings"})
    assert [line.partition("[-] ")[2] for line in done.stderr.splitlines()] == expected


def test_the_links_of_the_operator_reach_the_templates(settings):
    settings.MASSWERK_UNOFFICIAL = False
    settings.MASSWERK_CONTACT = "redaktion@example.org"
    settings.MASSWERK_CONTROLLER = "Stadt X, Markt 1, 01234 X"
    settings.MASSWERK_IMPRINT_URL = "https://stadt.example/impressum"
    settings.MASSWERK_PRIVACY_URL = "https://stadt.example/datenschutz"
    settings.MASSWERK_IMPRINT = {"phone": "030 1"}
    settings.MASSWERK_ACCESSIBILITY = {"conformity": "partial"}
    settings.MASSWERK_SIGN_LANGUAGE, settings.MASSWERK_FEEDBACK_TO = True, "redaktion@example.org"
    assert about_this_site(None) == {
        "unofficial": False,
        "site_contact": "redaktion@example.org",
        "controller": "Stadt X, Markt 1, 01234 X",
        "site_url": settings.MASSWERK_URL,
        "data_licence": "CC-BY-4.0",
        "data_licence_url": "https://creativecommons.org/licenses/by/4.0/",
        "publisher": settings.MASSWERK_PUBLISHER,
        "govdata_contributor": settings.MASSWERK_GOVDATA_CONTRIBUTOR,
        "imprint_url": "https://stadt.example/impressum",
        "privacy_url": "https://stadt.example/datenschutz",
        "imprint": {"phone": "030 1"},
        "accessibility": {"conformity": "partial"},
        "has_sign_language": True,
        "has_feedback": True,
    }


KEY = "pQ7-xW2_zL9vB4nM6kJ8hG5fD3sA1tY0uI-oP_eR" * 2
INSTITUTION = {
    "MASSWERK_OIDC_ISSUER": "https://anmeldung.stadt.example",
    "MASSWERK_OIDC_CLIENT_ID": "masswerk",
    "MASSWERK_OIDC_CLIENT_SECRET": "geheim",
}


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        (INSTITUTION, ""),
        ({**INSTITUTION, "MASSWERK_OIDC_CLIENT_SECRET": ""}, "MASSWERK_OIDC_CLIENT_SECRET missing"),
        ({"MASSWERK_OIDC_CLIENT_ID": "masswerk"}, "MASSWERK_OIDC_ISSUER, MASSWERK_OIDC_CLIENT_SECRET missing"),
        ({**INSTITUTION, "MASSWERK_OIDC_ISSUER": "http://anmeldung.stadt.example"}, "must begin with https://"),
    ],
)
def test_the_deployment_check_looks_at_the_sign_in_by_an_institution(tmp_path, variables, said):
    script = (
        "from django.core.management import execute_from_command_line\n"
        "execute_from_command_line(['manage.py', 'check', '--deploy'])"
    )
    production = {**PRODUCTION, "MASSWERK_SECRET_KEY": KEY, "MASSWERK_STATIC_ROOT": str(tmp_path)}
    done = start(script, {**production, **variables, "DJANGO_SETTINGS_MODULE": "config.settings"})
    assert said in done.stderr
    assert done.returncode == bool(said)


def test_cookies_are_bound_to_the_host_where_https_is_used():
    names = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME")
    assert read(PRODUCTION, *names) == ["__Host-masswerk_session", "__Host-csrftoken"]
    assert read({**PRODUCTION, "MASSWERK_HTTPS": "0"}, *names) == ["masswerk_session", "csrftoken"]


def test_what_the_site_writes_is_not_for_everybody_to_read(tmp_path):
    script = (
        "import os; os.umask(0); import config.wsgi\n"
        "from django.core.management import call_command\n"
        "from django.core.files.storage import default_storage\n"
        "from django.core.files.base import ContentFile\n"
        "call_command('migrate', 'contenttypes', verbosity=0); default_storage.save('a/b.jpg', ContentFile(b'x'))\n"
    )
    assert start(script, {**PRODUCTION, "MASSWERK_STORAGE": str(tmp_path)}).returncode == 0
    written = [tmp_path / name for name in ("masswerk.sqlite3", "media/a", "media/a/b.jpg")]
    assert [path.stat().st_mode & 0o007 for path in written] == [0, 0, 0]
