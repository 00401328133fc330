"""Rules of the formats that other programs read: each function returns what breaks them, as sentences.

They are written from sitemaps.org and Google's rules for hreflang, RFC 4287 (Atom), JSON Feed 1.1 and OpenSearch 1.1.
"""

import re
from collections import Counter
from datetime import datetime
from urllib.parse import urlsplit

from defusedxml import ElementTree

SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML_LINK = "{http://www.w3.org/1999/xhtml}link"
ATOM = "{http://www.w3.org/2005/Atom}"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
MOST_ADDRESSES, MOST_BYTES, LONGEST_ADDRESS = 50_000, 50 * 1024 * 1024, 2048
DAY, MOMENT = r"\d{4}-\d\d-\d\d", r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"
FREQUENCIES = {"always", "hourly", "daily", "weekly", "monthly", "yearly", "never"}


def is_moment(text):
    """Return whether a text is a time as in RFC 3339, and one that exists."""
    return bool(re.fullmatch(MOMENT, text or "")) and exists(text)


def exists(text):
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_address(text):
    parts = urlsplit(text or "")
    return parts.scheme in ("http", "https") and bool(parts.netloc) and not re.search(r"[\s<>\"{}|\\^`]", text)


def texts(element, name):
    return [found.text or "" for found in element.findall(name)]


def sitemap_faults(body, site):
    """Return what is wrong with a sitemap or an index of sitemaps of the site with this address."""
    root = ElementTree.fromstring(body)
    names = {f"{SITEMAP}urlset": f"{SITEMAP}url", f"{SITEMAP}sitemapindex": f"{SITEMAP}sitemap"}
    if root.tag not in names:
        return [f"the root is {root.tag}"]
    faults = ["it is too long"] * (len(root) > MOST_ADDRESSES or len(body) > MOST_BYTES)
    faults += [f"{child.tag} does not belong here" for child in root if child.tag != names[root.tag]]
    rows = root.findall(names[root.tag])
    for row in rows:
        faults += sitemap_row_faults(row, site, is_index=root.tag.endswith("index"))
    listed = Counter(text for row in rows for text in texts(row, f"{SITEMAP}loc"))
    faults += [f"{text} is listed more than once" for text, number in listed.items() if number > 1]
    return faults + hreflang_faults(rows)


def sitemap_row_faults(row, site, *, is_index):
    allowed = {"loc", "lastmod"} if is_index else {"loc", "lastmod", "changefreq", "priority"}
    own = [child for child in row if child.tag.startswith(SITEMAP)]
    faults = [f"{child.tag} is unknown" for child in own if child.tag.removeprefix(SITEMAP) not in allowed]
    faults += [
        f"{tag} is there {number} times" for tag, number in Counter(child.tag for child in own).items() if number > 1
    ]
    if row.find(f"{SITEMAP}loc") is None:
        faults.append("an address is missing")
    for text in texts(row, f"{SITEMAP}loc"):
        if not is_address(text) or len(text) >= LONGEST_ADDRESS or not text.startswith(f"{site}/"):
            faults.append(f"{text!r} is no address of this site")
    for text in texts(row, f"{SITEMAP}lastmod"):
        if not (is_moment(text) or (re.fullmatch(DAY, text) and exists(text))):
            faults.append(f"{text!r} is no time")
    faults += [f"{text!r} is no frequency" for text in texts(row, f"{SITEMAP}changefreq") if text not in FREQUENCIES]
    for text in texts(row, f"{SITEMAP}priority"):
        if not re.fullmatch(r"0(\.\d+)?|1(\.0+)?", text):
            faults.append(f"{text!r} is no priority")
    return faults


def hreflang_faults(rows):
    """Return what is wrong with the links between languages: each page names all of them, itself among them."""
    links = {}
    for row in rows:
        for link in row.findall(XHTML_LINK):
            languages = links.setdefault(row.findtext(f"{SITEMAP}loc"), {})
            if link.get("rel") != "alternate" or not link.get("hreflang") or not is_address(link.get("href")):
                return [f"a link of {row.findtext(f'{SITEMAP}loc')} is incomplete"]
            languages[link.get("hreflang")] = link.get("href")
    faults = [f"{page} does not name itself" for page, languages in links.items() if page not in languages.values()]
    for page, languages in links.items():
        faults += [f"{other} does not name {page}" for other in languages.values() if links.get(other) != languages]
    return faults


def atom_faults(body):
    """Return what is wrong with an Atom feed."""
    root = ElementTree.fromstring(body)
    if root.tag != f"{ATOM}feed":
        return [f"the root is {root.tag}"]
    entries = root.findall(f"{ATOM}entry")
    faults = atom_element_faults(root, "the feed")
    if not any(link.get("rel") == "self" for link in root.findall(f"{ATOM}link")):
        faults.append("the feed does not say where it is")
    for entry in entries:
        name = entry.findtext(f"{ATOM}id") or "an entry"
        faults += atom_element_faults(entry, name)
        if entry.find(f"{ATOM}author") is None and root.find(f"{ATOM}author") is None:
            faults.append(f"{name} has no author")
        links = [link for link in entry.findall(f"{ATOM}link") if link.get("rel", "alternate") == "alternate"]
        if entry.find(f"{ATOM}content") is None and not links:
            faults.append(f"{name} has neither content nor a link")
    twice = Counter((entry.findtext(f"{ATOM}id"), entry.findtext(f"{ATOM}updated")) for entry in entries)
    return faults + [f"{key[0]} is there more than once" for key, number in twice.items() if number > 1]


def atom_element_faults(element, name):
    """Return what is wrong with a feed or an entry, by what both must and may have."""
    faults = [
        f"{name} has {len(element.findall(ATOM + part))} times {part}"
        for part in ("id", "title", "updated")
        if len(element.findall(ATOM + part)) != 1
    ]
    at_most_once = ("summary", "content", "published", "rights", "subtitle", "generator", "icon", "logo", "source")
    faults += [f"{name} has several times {part}" for part in at_most_once if len(element.findall(ATOM + part)) > 1]
    for part in ("updated", "published"):
        faults += [f"{name}: {text!r} is no time" for text in texts(element, ATOM + part) if not is_moment(text)]
    if any(not urlsplit(text).scheme for text in texts(element, f"{ATOM}id")):
        faults.append(f"the id of {name} is no IRI")
    if any(not (text or "").strip() for text in texts(element, f"{ATOM}title")):
        faults.append(f"{name} has an empty title")
    for person in [*element.findall(f"{ATOM}author"), *element.findall(f"{ATOM}contributor")]:
        if len(texts(person, f"{ATOM}name")) != 1:
            faults.append(f"a person of {name} has no name")
    faults += [
        f"a category of {name} has no term" for part in element.findall(f"{ATOM}category") if not part.get("term")
    ]
    alternates = Counter()
    for link in element.findall(f"{ATOM}link"):
        if not is_address(link.get("href")):
            faults.append(f"a link of {name} leads nowhere")
        if link.get("rel", "alternate") == "alternate":
            alternates[link.get("type"), link.get("hreflang")] += 1
    return faults + [f"{name} has several links of one kind" for number in alternates.values() if number > 1]


FEED_KEYS = {
    "version": str, "title": str, "home_page_url": str, "feed_url": str, "description": str, "user_comment": str,
    "next_url": str, "icon": str, "favicon": str, "authors": list, "language": str, "expired": bool, "hubs": list,
    "items": list,
}  # fmt: skip
ITEM_KEYS = {
    "id": str, "url": str, "external_url": str, "title": str, "content_html": str, "content_text": str, "summary": str,
    "image": str, "banner_image": str, "date_published": str, "date_modified": str, "authors": list, "tags": list,
    "language": str, "attachments": list,
}  # fmt: skip


def json_feed_faults(feed):
    """Return what is wrong with a JSON feed, as a dict."""
    faults = key_faults(feed, FEED_KEYS, "the feed")
    if feed.get("version") != "https://jsonfeed.org/version/1.1":
        faults.append("the version is unknown")
    faults += [f"the feed has no {name}" for name in ("title", "items") if name not in feed]
    for hub in feed.get("hubs", []):
        if set(hub) != {"type", "url"} or not is_address(hub["url"]):
            faults.append("a hub is incomplete")
    items = feed.get("items", [])
    for item in items:
        name = item.get("id") or "an item"
        faults += key_faults(item, ITEM_KEYS, name)
        if not item.get("id"):
            faults.append("an item has no id")
        if "content_text" not in item and "content_html" not in item:
            faults.append(f"{name} has no content")
        for part in ("date_published", "date_modified"):
            if part in item and not is_moment(item[part]):
                faults.append(f"{name}: {part} is no time")
        faults += [f"{name}: a tag is no text" for tag in item.get("tags", []) if not isinstance(tag, str)]
        faults += [
            f"{name} has an empty author" for author in item.get("authors", []) if not set(author) & {"name", "url"}
        ]
    twice = Counter(item.get("id") for item in items)
    return faults + [f"{key} is there more than once" for key, number in twice.items() if number > 1]


def key_faults(found, kinds, name):
    """Return what of an object is unknown or of another kind. Extensions begin with an underscore."""
    faults = [f"{name}: {key} is unknown" for key in found if key not in kinds and not key.startswith("_")]
    known = {key: value for key, value in found.items() if key in kinds}
    faults += [f"{name}: {key} is of another kind" for key, value in known.items() if not isinstance(value, kinds[key])]
    return faults + [
        f"{name}: {key} is no address" for key, value in known.items() if key.endswith("url") and not is_address(value)
    ]


ONCE = {
    "ShortName": 16, "Description": 1024, "Contact": 254, "Tags": 256, "LongName": 48, "Developer": 64,
    "Attribution": 256, "SyndicationRight": 10, "AdultContent": 5,
}  # fmt: skip
OFTEN = {"Url", "Image", "Query", "Language", "InputEncoding", "OutputEncoding"}
TEMPLATE_PARAMETERS = {
    "searchTerms", "count", "startIndex", "startPage", "language", "inputEncoding", "outputEncoding",
}  # fmt: skip


def opensearch_faults(body):
    """Return what is wrong with an OpenSearch description."""
    root = ElementTree.fromstring(body)
    if root.tag != f"{OPENSEARCH}OpenSearchDescription":
        return [f"the root is {root.tag}"]
    own = [child.tag.removeprefix(OPENSEARCH) for child in root if child.tag.startswith(OPENSEARCH)]
    faults = [f"{name} is unknown" for name in own if name not in ONCE and name not in OFTEN]
    faults += [f"{name} is missing" for name in ("ShortName", "Description", "Url") if name not in own]
    faults += [f"{name} is there more than once" for name in ONCE if own.count(name) > 1]
    for name, most in ONCE.items():
        faults += [
            f"{name} is too long or empty" for text in texts(root, OPENSEARCH + name) if not 0 < len(text) <= most
        ]
    for url in root.findall(f"{OPENSEARCH}Url"):
        template, kind = url.get("template", ""), url.get("type", "")
        parameters = re.findall(r"\{([^}?]*)\??\}", template)
        if not is_address(re.sub(r"\{[^}]*\}", "x", template)) or "/" not in kind:
            faults.append("a Url is incomplete")
        if kind == "text/html" and "searchTerms" not in parameters:
            faults.append("a template takes no words")
        faults += [
            f"{name} is no parameter" for name in parameters if name not in TEMPLATE_PARAMETERS and ":" not in name
        ]
    for image in root.findall(f"{OPENSEARCH}Image"):
        sizes = [image.get(side, "0") for side in ("width", "height")]
        if not is_address(image.text) or not all(size.isdigit() for size in sizes):
            faults.append("an Image is incomplete")
    return faults
