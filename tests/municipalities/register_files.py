"""Small official files with invented names: lines of GV100AD, fixed width, and of GV4Q, CSV."""

from io import StringIO

from django.core.management import call_command

HEADER = (
    "satzart,textkennzeichen,land,rb,kreis,vb,gemeinde,gemeindename,flaeche,bevoelkerung,maennlich,weiblich,"
    "jekm2,postleitzahl,laengengrad,breitengrad,schluessel,bezeichnung,verstaedterungschluessel,"
    "verstaedterungbezeichnung"
)


def line(satzart, key, name, kind="", figures="", *, date="20231130"):
    """Return 220 characters: key in columns 11 to 22, name 23 to 72, type 123 and 124, figures from 129."""
    text = f"{satzart}{date}{key:12}{name:50}{'':50}{kind:2}{'':4}{figures:33}"
    return f"{text:220}"


def state(key, name, **options):
    return line("10", key, name, **options)


def district(key, name, kind="44", **options):
    return line("40", key, name, kind, **options)


def association(key, name, kind="53", **options):
    return line("50", f"{key[:5]}   {key[5:]}", name, kind, **options)


def municipality(ars, name, kind="64", *, people=1000, hectares=500, **options):
    """Return a municipality's line, with the three digits of its own before those of its association."""
    figures = f"{hectares:011d}{people:011d}{people // 2:011d}"
    return line("60", ars[:5] + ars[9:] + ars[5:9], name, kind, figures, **options)


def excerpt_line(ars, name, *, kind="64", area=" 5.00", east='"9,5"', north='"50,25"', people="1 000"):
    parts = [ars[:2], ars[2:3], ars[3:5], ars[5:9], ars[9:]]
    return ",".join(["60", kind, *parts, f'"{name}"', area, people, "500", "500", "200", "01234", east, north]) + (
        ",X01,Reisegebiet,03,gering besiedelt"
    )


def write(path, *lines, encoding="utf-8"):
    path.write_bytes("\n".join([*lines, ""]).encode(encoding))
    return path


def run(*paths, **options):
    """Import the files and return what the command says, one line each, without the indentation."""
    out = StringIO()
    call_command("import_municipalities", *paths, stdout=out, **options)
    return [text.strip() for text in out.getvalue().splitlines()]
