"""Make workbooks from their XML, to test what spreadsheet programs write and openpyxl does not."""

import io
import zipfile

TRANSITIONAL = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
ODF = "urn:oasis:names:tc:opendocument:xmlns:"


def packed(**members):
    """Return a zip file; two underscores in a name stand for a slash."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return file.getvalue()


def workbook(*bodies, sheets=None, codes=(), links=(), strings=None, strict=False, properties=""):
    """Return an XLSX file.

    `bodies` are the contents of the parts for sheets, `sheets` the (attributes, number of the part) of the sheets,
    `codes` the number formats of the styles 1, 2, …, `links` the addresses rId1, … of the first sheet.
    """
    main, relations = (STRICT, STRICT_RELATIONS) if strict else (TRANSITIONAL, RELATIONS)
    spaces = f'xmlns="{main}" xmlns:r="{relations}"'
    sheets = sheets or [(f'name="Blatt {number}"', number) for number in range(1, len(bodies) + 1)]
    named = "".join(f'<sheet {attributes} r:id="rId{number}"/>' for attributes, number in sheets)
    formats = "".join(f'<numFmt numFmtId="{200 + n}" formatCode="{code}"/>' for n, code in enumerate(codes))
    styles = "".join(f'<xf numFmtId="{200 + n}"/>' for n in range(len(codes)))
    targets = [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(bodies) + 1)]
    targets += [("rId90", "styles", "styles.xml"), ("rId91", "sharedStrings", "sharedStrings.xml")]
    members = {
        "[Content_Types].xml": "<Types><Default ContentType='application/spreadsheetml'/></Types>",
        "_rels__.rels": _relations(relations, [("rId1", "officeDocument", "xl/workbook.xml")]),
        "xl__workbook.xml": f"<workbook {spaces}>{properties}<sheets>{named}</sheets></workbook>",
        "xl___rels__workbook.xml.rels": _relations(relations, targets),
        "xl__styles.xml": f'<styleSheet {spaces}><numFmts>{formats}</numFmts><cellXfs><xf numFmtId="0"/>{styles}'
        "</cellXfs></styleSheet>",
        "xl__sharedStrings.xml": f"<sst {spaces}>{strings or ''}</sst>",
    }
    for number, body in enumerate(bodies, start=1):
        members[f"xl__worksheets__sheet{number}.xml"] = f"<worksheet {spaces}>{body}</worksheet>"
    if links:
        external = "".join(
            f'<Relationship Id="rId{n}" Type="{relations}/hyperlink" Target="{address}" TargetMode="External"/>'
            for n, address in enumerate(links, start=1)
        )
        members["xl__worksheets___rels__sheet1.xml.rels"] = (
            f'<Relationships xmlns="{PACKAGE}">{external}</Relationships>'
        )
    return packed(**members)


def _relations(kind, targets):
    found = "".join(f'<Relationship Id="{key}" Type="{kind}/{name}" Target="{to}"/>' for key, name, to in targets)
    return f'<Relationships xmlns="{PACKAGE}">{found}</Relationships>'


def rows(*cells):
    """Return the rows of a sheet; a cell is a text, a number, a pair of number and style, or XML in full."""
    lines = "".join(
        f'<row r="{number}">{"".join(map(_cell, [f"{chr(65 + at)}{number}" for at in range(len(line))], line))}</row>'
        for number, line in enumerate(cells, start=1)
    )
    return f"<sheetData>{lines}</sheetData>"


def _cell(address, value):
    if value is None:
        return ""
    if isinstance(value, tuple):
        return f'<c r="{address}" s="{value[1]}"><v>{value[0]}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{address}"><v>{value}</v></c>'
    if value.startswith("<c"):
        return value.replace("<c", f'<c r="{address}"', 1)
    return f'<c r="{address}" t="inlineStr"><is><t>{value}</t></is></c>'


def spreadsheet(*tables, styles=""):
    """Return an ODS file; `tables` are the XML of its tables."""
    names = {"office": "office", "table": "table", "text": "text", "style": "style"}
    spaces = " ".join(f'xmlns:{prefix}="{ODF}{name}:1.0"' for prefix, name in names.items())
    content = (
        f'<office:document-content {spaces} xmlns:xlink="http://www.w3.org/1999/xlink"><office:automatic-styles>'
        f"{styles}</office:automatic-styles><office:body><office:spreadsheet>{''.join(tables)}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return packed(**{"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": content})


def ods_table(*lines, name="Tabelle", style=""):
    """Return a table of ODS; a cell is a text, or XML in full."""
    cells = "".join(
        "<table:table-row>"
        + "".join(
            c if c.startswith("<") else f"<table:table-cell><text:p>{c}</text:p></table:table-cell>" for c in line
        )
        + "</table:table-row>"
        for line in lines
    )
    return f'<table:table table:name="{name}" table:style-name="{style}">{cells}</table:table>'
