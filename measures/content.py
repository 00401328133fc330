"""The content of an edition: which fields and relations it has, and how they are written, copied and compared."""

from measures.models import Edition, Source
from measures.models.vocabularies import Vocabulary
from measures.values import lasting

RELATIONS = ("solution_types", "action_fields", "spatial_scopes", "places")
BOOKKEEPING = {
    "id", "measure", "number", "state", "version", "created_at", "created_by", "edited_at", "edited_by",
    "submitted_at", "submitted_by", "returned_at", "returned_by", "return_note", "published_at",
    "published_by", "publish_reason", "superseded_at", "confirmed_at", "confirmed_by",
    "closed_at", "closed_by", "close_reason", "person_warned_for",
}  # fmt: skip
# All that is not bookkeeping is content, so a field added later is carried from edition to edition.
CONTENT = [
    field.name for field in Edition._meta.concrete_fields if field.name not in BOOKKEEPING and not field.generated
]
PERSON = [name for name in CONTENT if name.startswith("person_")]
NOBODY = {name: Edition._meta.get_field(name).get_default() for name in PERSON}
SOURCE_FIELDS = ("url", "kind", "confidence")


def write_content(edition, content):
    """Write what `content` names: fields, relations, and "sources" as a list of dicts with the fields of `Source`."""
    fields = _set_fields(edition, content)
    if "image" in fields:
        fields += ["image_width", "image_height"]  # Django has read them from the file
    if fields:
        edition.save(update_fields=fields)
    for relation in RELATIONS:
        if relation in content:
            _name(edition, relation, content[relation])
    if "sources" in content:
        edition.sources.all().delete()
        Source.objects.bulk_create(Source(edition=edition, **source) for source in content["sources"])


def store_new(contents):
    """Store new editions, given as pairs of each and its content. As `write_content`, but many take few statements."""
    for edition, content in contents:
        _set_fields(edition, content)
    Edition.objects.bulk_create([edition for edition, _content in contents])
    for relation in RELATIONS:
        _name_first(relation, [(edition, content.get(relation, ())) for edition, content in contents])
    Source.objects.bulk_create(
        Source(edition=edition, **source) for edition, content in contents for source in content.get("sources", ())
    )


def copy_content(original, copy):
    """Give `copy`, which is stored already with its fields, the relations and sources of `original`."""
    for relation in RELATIONS:
        _name_first(relation, [(copy, getattr(original, relation).all())])
    Source.objects.bulk_create(Source(edition=copy, **source) for source in sources_of(original))


def changed_names(edition, content):
    """Return the names in `content` whose values differ from those that `edition` has now."""
    check_names(content)
    return [name for name, value in content.items() if _differs(edition, name, value)]


def sources_of(edition):
    """Return the sources as content has them: a list of dicts with the fields of `Source`."""
    return list(edition.sources.values(*SOURCE_FIELDS))


def check_names(content):
    unknown = set(content) - set(CONTENT) - set(RELATIONS) - {"sources"}
    if unknown:
        raise ValueError(f"not content of an edition: {sorted(unknown)}")


def _set_fields(edition, content):
    """Set on `edition` what `content` has for its fields; return their names."""
    check_names(content)
    image = content.get("image")
    if image and (isinstance(image, str) or getattr(image, "_committed", False)):
        raise ValueError("a stored image goes to another edition only by copying the edition (measures/image_files.py)")
    fields = [name for name in content if name in CONTENT]
    for name in fields:
        setattr(edition, name, content[name])
    return fields


def _name(edition, relation, items):
    """Let `edition` name `items` and nothing else; of values that were merged meanwhile, what they have become."""
    named = getattr(edition, relation)
    named.set(_lasting_keys(named.model, items, had=set(named.values_list("pk", flat=True))))


def _name_first(relation, named):
    """Let new editions name what stands beside them: what `_name` does, in few statements for all of them."""
    field = Edition._meta.get_field(relation)
    through, model = field.remote_field.through, field.related_model
    source, target = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
    through.objects.bulk_create(
        through(**{source: edition.pk, target: key})
        for edition, items in named
        for key in sorted(_lasting_keys(model, items))
    )


def _lasting_keys(model, items, had=frozenset()):
    keys = {item.pk for item in items}
    return lasting(model, keys, had) if keys and issubclass(model, Vocabulary) else keys


def _differs(edition, name, value):
    if name == "sources":
        return [{field: source.get(field, "") for field in SOURCE_FIELDS} for source in value] != sources_of(edition)
    if name in RELATIONS:
        return {item.pk for item in value} != set(getattr(edition, name).values_list("pk", flat=True))
    if name == "image":
        # A new file is not stored yet, so it has no name to compare.
        return not getattr(value, "_committed", not value) or (value or "") != (edition.image.name or "")
    return getattr(edition, name) != value
