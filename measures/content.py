"""The content of an edition: which fields and relations it has, and how they are written, copied and compared."""

from measures.models import Edition, Source
from measures.models.vocabularies import Vocabulary
from measures.steckbrief import FIELDS, names_with
from measures.steckbrief_fields import Personal
from measures.vocabulary_values import lasting

LISTS = tuple(field.name for field in FIELDS if field.is_list)
RELATIONS = tuple(name for name in LISTS if name != "sources")
IMAGE_SIZE = ("image_width", "image_height")  # which Django reads from the file
CONTENT = [*(field.name for field in FIELDS if not field.is_list), *IMAGE_SIZE]  # the columns of an edition's own row
PERSON = names_with(Personal.PERSON, Personal.DETAIL)
NOBODY = {name: Edition._meta.get_field(name).get_default() for name in PERSON}
SOURCE_FIELDS = ("url", "kind", "confidence")


def write_contents(contents):
    """Write into each edition what the content beside it names; what it does not name stays.

    Content maps names of fields to values, names of relations to objects, and "sources" to a list of dicts with the
    fields of `Source`. Apart from the fields, many editions take few statements.
    """
    for edition, content in contents:
        fields = _set_fields(edition, content)
        if "image" in fields:
            fields += IMAGE_SIZE
        if fields:
            edition.save(update_fields=fields)
    for relation in RELATIONS:
        _name(relation, [(edition, content[relation]) for edition, content in contents if relation in content])
    cited = [(edition, content["sources"]) for edition, content in contents if "sources" in content]
    Source.objects.filter(edition__in=[edition.pk for edition, _sources in cited]).delete()
    _cite(cited)


def store_new(contents):
    """Store new editions, given as pairs of each and its content: as `write_contents`, but all in few statements."""
    for edition, content in contents:
        _set_fields(edition, content)
    Edition.objects.bulk_create([edition for edition, _content in contents])
    for relation in RELATIONS:
        _name(relation, [(edition, content.get(relation, ())) for edition, content in contents], anew=True)
    _cite([(edition, content.get("sources", ())) for edition, content in contents])


def related_content(edition):
    """Return the part of the content of `edition` that its own row does not hold."""
    return {relation: list(getattr(edition, relation).all()) for relation in RELATIONS} | {
        "sources": sources_of(edition)
    }


def changed_names(edition, content):
    """Return the names in `content` whose values differ from those of `edition`, as it was read."""
    check_names(content)
    return [name for name, value in content.items() if _differs(edition, name, value)]


def sources_of(edition):
    """Return the sources as content has them: a list of dicts with the fields of `Source`."""
    return [{field: getattr(source, field) for field in SOURCE_FIELDS} for source in edition.sources.all()]


def check_names(content):
    unknown = set(content) - {*CONTENT, *LISTS}
    if unknown:
        raise ValueError(f"not content of an edition: {sorted(unknown)}")


def _set_fields(edition, content):
    """Set on `edition` what `content` has for its fields; return their names."""
    check_names(content)
    image = content.get("image")
    if image and (isinstance(image, str) or getattr(image, "_committed", False)):
        raise ValueError(
            "a stored image goes to another edition only by copying the edition (measures/images/stored_files.py)"
        )
    fields = [name for name in content if name in CONTENT]
    for name in fields:
        setattr(edition, name, content[name])
    return fields


def _name(relation, named, *, anew=False):
    """Let each edition name what stands beside it and nothing else; of values that were merged, what they became.

    `anew`: the editions are new and name nothing yet.
    """
    field = Edition._meta.get_field(relation)
    through, source, target = field.remote_field.through, field.m2m_column_name(), field.m2m_reverse_name()
    lasting = _lasting(field.related_model, {item.pk for _edition, items in named for item in items})
    wanted = {(edition.pk, lasting[item.pk]) for edition, items in named for item in items if item.pk in lasting}
    there = {}
    if not anew:
        rows = through.objects.filter(edition__in=[edition.pk for edition, _items in named])
        there = {(edition, value): row for row, edition, value in rows.values_list("pk", source, target)}
    through.objects.filter(pk__in=[row for pair, row in there.items() if pair not in wanted]).delete()
    new = sorted(wanted - there.keys())
    through.objects.bulk_create(through(**{source: edition, target: value}) for edition, value in new)


def _lasting(model, keys):
    return lasting(model, keys) if issubclass(model, Vocabulary) else {key: key for key in keys}


def _cite(cited):
    """Store sources, given as pairs of an edition and its list of dicts."""
    Source.objects.bulk_create(Source(edition=edition, **source) for edition, sources in cited for source in sources)


def _differs(edition, name, value):
    if name == "sources":
        return [{field: source.get(field, "") for field in SOURCE_FIELDS} for source in value] != sources_of(edition)
    if name in RELATIONS:
        return {item.pk for item in value} != {item.pk for item in getattr(edition, name).all()}
    if name == "image":
        # A new file is not stored yet, so it has no name to compare.
        return not getattr(value, "_committed", not value) or (value or "") != (edition.image.name or "")
    return getattr(edition, name) != value
