"""Read the fields of an HTML form as a browser would send them."""

from html.parser import HTMLParser


def filled(html, form_id):
    """Return {name: value or list of values} of the form with this id (None: the form that has no id)."""
    reader = FormReader(form_id)
    reader.feed(html)
    return {name: values[0] if len(values) == 1 else values for name, values in reader.fields.items()}


class FormReader(HTMLParser):
    def __init__(self, form_id):
        super().__init__()
        self.form_id, self.inside, self.fields = form_id, False, {}
        self.select = self.textarea = None

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form":
            self.inside = attributes.get("id") == self.form_id and "logout" not in attributes.get("action", "")
        if not (attributes["form"] == self.form_id if "form" in attributes else self.inside):
            return
        name, kind = attributes.get("name"), attributes.get("type", "text")
        if tag == "input" and name and kind not in ("submit", "file"):
            if kind not in ("checkbox", "radio") or "checked" in attributes:
                self.add(name, attributes.get("value", "on" if kind == "checkbox" else ""))
        elif tag == "select":
            self.select, self.first = name, True
        elif tag == "option" and self.select and ("selected" in attributes or self.first):
            self.fields.pop(self.select, None)
            self.add(self.select, attributes.get("value", ""))
            self.first = False
        elif tag == "textarea":
            self.textarea, self.text = name, ""

    def handle_endtag(self, tag):
        if tag == "form":
            self.inside = False
        elif tag == "select":
            self.select = None
        elif tag == "textarea" and self.textarea:
            self.add(self.textarea, self.text.removeprefix("\r").removeprefix("\n"))
            self.textarea = None

    def handle_data(self, data):
        if self.textarea:
            self.text += data

    def add(self, name, value):
        self.fields.setdefault(name, []).append(value)
