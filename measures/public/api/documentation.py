"""The page that describes the API, made of its OpenAPI document. It needs no script."""

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from measures.public.api.endpoints import ENDPOINTS
from measures.public.api.openapi import SCHEMAS, document, example_address
from measures.public.caching import public_page
from measures.public.serialisation import address


@dataclass(frozen=True)
class Line:
    """A parameter, or a field of an answer: its kind in words, and the schema that it links to or ""."""

    name: str
    kind: str
    links_to: str
    description: str
    choices: list[str]


@public_page
def documentation(request: HttpRequest) -> HttpResponse:
    described = document()
    schemas = described["components"]["schemas"]
    operations = [described["paths"][f"/{endpoint.path}"]["get"] for endpoint in ENDPOINTS]
    return render(
        request,
        "api.html",
        {
            "about": described["info"]["description"],
            "version": described["info"]["version"],
            "root": described["servers"][0]["url"],
            "openapi": address("api_openapi"),
            "endpoints": [
                {
                    "name": endpoint.name,
                    "path": f"/{endpoint.path}",
                    "summary": operation["summary"],
                    "parameters": [parameter_line(parameter) for parameter in operation["parameters"]],
                    "answer": endpoint.kind.__name__,
                    "example_url": example_address(endpoint),
                    "example": pretty(operation["responses"]["200"]["content"]["application/json"].get("example")),
                }
                for endpoint, operation in zip(ENDPOINTS, operations, strict=True)
            ],
            "schemas": [
                {
                    "name": name,
                    "description": schema.get("description", ""),
                    "lines": [field_line(field, part) for field, part in schema["properties"].items()],
                }
                for name, schema in schemas.items()
            ],
        },
    )


def pretty(value: Any) -> str:
    """Return a value as JSON for people, or "" for None."""
    return json.dumps(value, ensure_ascii=False, indent=2) if value else ""


def parameter_line(parameter: dict[str, Any]) -> Line:
    schema = parameter["schema"]
    values = schema.get("items", schema).get("enum", [])
    kind, _link = kind_of(schema)
    return Line(parameter["name"], kind, "", parameter["description"], [str(value) for value in values])


def field_line(name: str, schema: dict[str, Any]) -> Line:
    kind, link = kind_of(schema)
    return Line(name, kind, link, schema.get("description", ""), [])


def kind_of(schema: dict[str, Any]) -> tuple[str, str]:
    """Return what a schema is in words, and the name of the schema that it links to or ""."""
    if "$ref" in schema:
        return "", schema["$ref"].removeprefix(SCHEMAS)
    if "anyOf" in schema and "type" not in schema:
        parts = [kind_of(part) for part in schema["anyOf"]]
        kinds = [kind for kind, link in parts if kind]
        link = next((link for _kind, link in parts if link), "")
        return _(" or ").join(kinds), link
    if schema.get("type") == "array":
        kind, link = kind_of(schema["items"])
        return (_("list of: %(kind)s") % {"kind": kind}).strip() if kind else _("list of:"), link
    words = {
        "string": _("text"),
        "integer": _("whole number"),
        "number": _("number"),
        "boolean": _("true or false"),
        "null": "null",
        "object": _("object"),
    }
    formats = {"date": _("day"), "date-time": _("point in time")}
    return formats.get(schema.get("format", ""), words[schema["type"]]), ""
