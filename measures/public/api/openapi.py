"""The OpenAPI document of the API, made from the table of endpoints and the types of the answers."""

import json
from typing import Any

import msgspec
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy

from measures.public.api.answers import ABOUT as ABOUT_TYPES
from measures.public.api.answers import Problem
from measures.public.api.endpoints import ENDPOINTS, Endpoint
from measures.public.api.parameters import LANG, Parameter, read_parameters
from measures.public.api.problems import CONTENT_TYPE, ROOT, Gone
from measures.public.api.question import PLACE, catalogue
from measures.public.api.responses import api_view, body_of
from measures.public.serialisation import absolute, address, json_of

VERSION = "1.0.0"  # the first number grows with a change that breaks programs, and is part of the address
SCHEMAS = "#/components/schemas/"
SHOWN_ITEMS = 2  # of each list in an example
ABOUT = gettext_lazy(
    "The catalogue of municipal smart-city measures, as its pages show it. It can only be read, without a key. All "
    "parameters have the meaning that they have in the addresses of the pages; one that is not understood is refused."
)
ID = gettext_lazy("Last part of the address of its page")
ERRORS = {
    400: gettext_lazy("A parameter is not understood"),
    404: gettext_lazy("There is nothing at this address"),
    410: gettext_lazy("The entry was archived or withdrawn"),
    429: gettext_lazy("Too many requests in a short time"),
    503: gettext_lazy("The database does not answer"),
}


def document(*, with_catalogue: bool = True) -> dict[str, Any]:
    """Return the OpenAPI document in the current language.

    Arguments:
        with_catalogue: whether it names the values that the catalogue knows now, and has examples of it.
    """
    types = [*[endpoint.kind for endpoint in ENDPOINTS], Problem]
    _references, schemas = msgspec.json.schema_components(types, ref_template=SCHEMAS + "{name}")
    for kind, about in ABOUT_TYPES.items():
        schemas[kind.__name__]["description"] = about
    made = {
        "openapi": "3.1.0",
        "info": {
            "title": "Maßwerk",
            "version": VERSION,
            "description": str(ABOUT),
            "license": {"name": settings.MASSWERK_DATA_LICENCE, "url": settings.MASSWERK_DATA_LICENCE_URL},
        },
        "externalDocs": {"url": address("api")},
        "servers": [{"url": absolute(ROOT.rstrip("/"))}],
        "paths": {f"/{endpoint.path}": {"get": operation(endpoint, with_catalogue)} for endpoint in ENDPOINTS},
        "components": {"schemas": {name: translated(schemas[name]) for name in sorted(schemas)}},
    }
    if not with_catalogue:
        del made["servers"], made["externalDocs"]
    return made


def operation(endpoint: Endpoint, with_catalogue: bool) -> dict[str, Any]:
    """Return the description of an endpoint."""
    content: dict[str, Any] = {"schema": {"$ref": f"{SCHEMAS}{endpoint.kind.__name__}"}}
    parameters = [described(parameter, with_catalogue) for parameter in endpoint.parameters]
    if endpoint.of:
        own: dict[str, Any] = {"name": "id", "in": "path", "required": True, "description": str(ID)}
        own["schema"] = {"type": "string", "format": endpoint.of, "pattern": "^[a-zA-Z0-9_-]+$"}
        parameters.insert(0, own)
    if with_catalogue and (example := example_of(endpoint)):
        content["example"] = example
        if endpoint.of:
            parameters[0]["example"] = example_id(endpoint)
    found = {
        "operationId": endpoint.name,
        "summary": str(endpoint.summary),
        "parameters": parameters,
        "responses": {
            "200": {
                "description": str(endpoint.summary),
                "headers": {"ETag": {"description": gettext("For If-None-Match"), "schema": {"type": "string"}}},
                "content": {"application/json": content},
            },
            "304": {"description": gettext("Nothing has changed")},
        },
    }
    for status, description in ERRORS.items():
        if (endpoint.of or status != 404) and (endpoint.of == "measure" or status != 410):
            found["responses"][str(status)] = {
                "description": str(description),
                "content": {CONTENT_TYPE: {"schema": {"$ref": f"{SCHEMAS}Problem"}}},
            }
    return found


def described(parameter: Parameter, with_catalogue: bool) -> dict[str, Any]:
    """Return the description of a parameter."""
    schema = dict(parameter.schema)
    if parameter.fixed is not None:
        schema["enum"] = list(parameter.fixed)
    elif parameter.choices and with_catalogue:
        schema["enum"] = list(parameter.choices())
    found: dict[str, Any] = {"name": parameter.name, "in": "query", "description": str(parameter.description)}
    if parameter.several or parameter.joined:
        schema = {"type": "array", "minItems": 1, "items": schema}
        found |= {"style": "form", "explode": not parameter.joined}
    elif parameter is LANG:
        schema["default"] = parameter.default
    return {**found, "schema": schema}


def translated(schema: Any) -> Any:
    """Return a schema with its descriptions in the current language. Later versions may add fields."""
    if isinstance(schema, list):
        return [translated(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: gettext(part) if name == "description" and isinstance(part, str) else translated(part)
        for name, part in schema.items()
        if name != "additionalProperties"
    }


def example_id(endpoint: Endpoint) -> str:
    """Return the id of something in the catalogue, or ""."""
    snapshot = catalogue()
    if not snapshot.documents:
        return ""
    newest = snapshot.documents[-1]
    facet = {"project": "projekt", "municipality": PLACE}.get(endpoint.of)
    return next(iter(newest.values[facet]), "") if facet else newest.card.slug


def example_address(endpoint: Endpoint) -> str:
    """Return the absolute address of the example of an endpoint; "" if there is nothing in the catalogue."""
    kwargs = {"slug": example_id(endpoint)} if endpoint.of else {}
    if endpoint.of and not kwargs["slug"]:
        return ""
    query = f"?{endpoint.example}" if endpoint.example else ""
    return absolute(reverse(f"api_{endpoint.name}", kwargs=kwargs) + query)


def example_of(endpoint: Endpoint) -> Any:
    """Return the answer at the address of the example, with long lists cut; None if there is none."""
    if not example_address(endpoint):
        return None
    kwargs = {"slug": example_id(endpoint)} if endpoint.of else {}
    try:
        return shortened(json.loads(body_of(endpoint, QueryDict(endpoint.example), **kwargs)))
    except (Http404, Gone):  # withdrawn in this moment
        return None


def shortened(value: Any) -> Any:
    if isinstance(value, list):
        return [shortened(item) for item in value[:SHOWN_ITEMS]]
    if isinstance(value, dict):
        return {name: shortened(item) for name, item in value.items()}
    return value


@api_view
def openapi(request: HttpRequest) -> HttpResponse:
    read_parameters([LANG], request.GET)
    return HttpResponse(json_of(document()), content_type="application/json")
