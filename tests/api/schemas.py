"""Hold answers against their types and their schemas."""

import json
from functools import cache

import jsonschema_rs
import msgspec

from tests.api.released import generated


def check(endpoint, body):
    """Hold an answer against its type, which allows no other field, and against its schema in the document."""
    msgspec.json.decode(body, type=endpoint.kind)
    validator(endpoint.kind.__name__).validate(json.loads(body))


@cache
def validator(name):
    schema = {"$ref": f"#/components/schemas/{name}", "components": generated()["components"]}
    return jsonschema_rs.validator_for(schema)
