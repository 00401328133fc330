"""The OpenAPI document of the last release, docs/api/v1.json, and what a new one breaks for its programs.

`python -m tests.api.released` writes the document of the present code. Do that with a change that breaks nothing.
"""

import json
import os
from pathlib import Path

FILE = Path(__file__).parents[2] / "docs" / "api" / "v1.json"
LEAST, MOST = ("minimum", "minLength", "minItems"), ("maximum", "maxLength", "maxItems")


def generated():
    """Return the document without what depends on the catalogue."""
    from django.utils import translation

    from measures.public.api.openapi import document

    with translation.override("en"):
        return json.loads(json.dumps(document(with_catalogue=False)))


def released():
    return json.loads(FILE.read_text(encoding="utf-8"))


def breaking(old, new):
    """Return what of a new document breaks programs that were written for the old one, as sentences."""
    found = []
    for path, operations in old["paths"].items():
        for method, before in operations.items():
            after = new["paths"].get(path, {}).get(method)
            where = f"{method.upper()} {path}"
            found += changed_operation(where, before, after) if after else [f"{where} is gone"]
    for name, before in old["components"]["schemas"].items():
        after = new["components"]["schemas"].get(name)
        found += changed_answer(name, before, after) if after else [f"{name} is gone"]
    return found


def changed_operation(where, before, after):
    found = []
    old, new = [{item["name"]: item for item in operation["parameters"]} for operation in (before, after)]
    for name, parameter in old.items():
        if name not in new:
            found.append(f"{where}: the parameter {name} is gone")
        else:
            found += changed_parameter(f"{where}: {name}", parameter, new[name])
    added = [item for name, item in new.items() if name not in old and item.get("required")]
    found += [f"{where}: the parameter {item['name']} is new and required" for item in added]
    for status, response in before["responses"].items():
        if content(response) != content(after["responses"].get(status, {})):
            found.append(f"{where}: the answer {status} is another one")
    return found


def content(response):
    return {kind: part["schema"] for kind, part in response.get("content", {}).items()}


def changed_parameter(where, before, after):
    """Return what makes a parameter take less than before."""
    found = []
    if after.get("required") and not before.get("required"):
        found.append(f"{where} is required now")
    written = [part for part in ("in", "style", "explode") if before.get(part) != after.get(part)]
    found += [f"{where} is written in another way ({part})" for part in written]
    return found + narrowed(where, before["schema"], after["schema"])


def narrowed(where, before, after):
    kinds = [part for part in ("type", "format", "pattern", "anyOf", "default") if before.get(part) != after.get(part)]
    found = [f"{where} is of another kind ({part})" for part in kinds]
    if "enum" in after and (gone := set(before.get("enum", ["any"])) - set(after["enum"])):
        found.append(f"{where} does not take {', '.join(sorted(map(str, gone)))}")
    found += [f"{where}: {part} grew" for part in LEAST if after.get(part, 0) > before.get(part, 0)]
    found += [
        f"{where}: {part} shrank" for part in MOST if after.get(part, float("inf")) < before.get(part, float("inf"))
    ]
    return found + (narrowed(where, before["items"], after.get("items", {})) if "items" in before else [])


def changed_answer(name, before, after):
    """Return what of an object in an answer is gone or of another kind."""
    found = [f"{name}.{field} is gone" for field in before["properties"] if field not in after["properties"]]
    found += [
        f"{name}.{field} is of another kind"
        for field, kind in before["properties"].items()
        if field in after["properties"] and undescribed(kind) != undescribed(after["properties"][field])
    ]
    missing = set(before.get("required", ())) - set(after.get("required", ()))
    return found + [f"{name}.{field} may be missing" for field in sorted(missing) if field in after["properties"]]


def undescribed(schema):
    """Return a schema without what only people read."""
    if isinstance(schema, list):
        return [undescribed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return {name: undescribed(part) for name, part in schema.items() if name != "description"}


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(json.dumps(generated(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
