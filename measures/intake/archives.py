"""Workbooks as archives of XML: opened and read with a bound on time and memory."""

import io
import zipfile
import zlib
from xml.etree.ElementTree import ParseError, TreeBuilder

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser
from django.utils.translation import gettext as _

from measures.intake.grids import too_large
from measures.intake.problems import Refused

MOST_UNPACKED = 60 * 1024 * 1024  # bytes
MOST_IN_PART = 25 * 1024 * 1024  # bytes of XML; 12 million characters in a table and their tags are 20 MB
MOST_MEMBERS = 5_000
MOST_TAGS = 600_000  # opening and closing ones, in all parts that are read; a cell has two to eight
MOST_IN_RECORD = 50_000  # elements; a row of Excel has 16,384 cells
DAMAGED = (
    zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError, ParseError,
    DefusedXmlException, ValueError, KeyError, LookupError, OverflowError,
)  # fmt: skip


def damaged():
    return Refused(_("The file is damaged or not a workbook. Please save it as XLSX once more."))


class Archive:
    """An open zip file. Its methods raise Refused, or one of DAMAGED."""

    def __init__(self, data):
        # The directory ends with the number of members; zipfile would make an object for each first.
        end = data.rfind(b"PK\x05\x06")
        if end >= 0 and int.from_bytes(data[end + 10 : end + 12], "little") > MOST_MEMBERS:
            raise too_large()
        self.zip = zipfile.ZipFile(io.BytesIO(data))
        members = self.zip.infolist()
        self.names = {member.filename for member in members}
        if any(member.flag_bits & 1 for member in members):
            raise Refused(_("The file is protected by a password. Please remove the password and upload it again."))
        # Python reads no more of a member than it announces here.
        if len(members) > MOST_MEMBERS or sum(member.file_size for member in members) > MOST_UNPACKED:
            raise Refused(_("Unpacked, the file is larger than 60 MB. Please remove pictures, or split it."))
        self.tags_left = MOST_TAGS

    def beginning(self, name, size=400):
        """Return the first bytes of a member, b"" if there is none."""
        if name not in self.names:
            return b""
        with self.zip.open(name) as member:
            return member.read(size)

    def read(self, name, wanted, start=None):
        """Read a member of XML, see `Records`."""
        if self.zip.getinfo(name).file_size > MOST_IN_PART:
            raise too_large()
        data = self.zip.read(name)
        self.tags_left -= data.count(b"<")
        if self.tags_left < 0:
            raise too_large()
        parser = DefusedXMLParser(target=Records(wanted, start), forbid_dtd=True)
        # In one piece: older versions of expat begin a long tag anew with every piece.
        parser.feed(data)
        parser.close()


class Records:
    """A target of an XML parser that keeps no more than one record in memory.

    `wanted` maps names of elements to functions; each gets the whole element when it ends. `start` maps names to
    functions that get the attributes when an element outside of records begins. Namespaces are left out, so the
    strict and the transitional form of Open XML are read alike.
    """

    def __init__(self, wanted, start=None):
        self.wanted, self.start_of = wanted, start or {}
        self.names, self.builder, self.depth, self.size = {}, None, 0, 0

    def _local(self, name):
        if name not in self.names:
            self.names[name] = name.rpartition("}")[2]
            if len(self.names) > 5_000:
                raise damaged()
        return self.names[name]

    def start(self, tag, attributes):
        name = self._local(tag)
        if self.builder is None:
            if name in self.start_of:
                self.start_of[name](self._plain(attributes))
            if name not in self.wanted:
                return
            self.builder, self.size = TreeBuilder(), 0
        self.depth += 1
        self.size += 1
        if self.size > MOST_IN_RECORD:
            raise too_large()
        self.builder.start(name, self._plain(attributes))

    def _plain(self, attributes):
        return {self._local(name): value for name, value in attributes.items()}

    def data(self, text):
        if self.builder is not None:
            self.builder.data(text)

    def end(self, tag):
        if self.builder is None:
            return
        self.builder.end(self._local(tag))
        self.depth -= 1
        if self.depth == 0:
            element, self.builder = self.builder.close(), None
            self.wanted[element.tag](element)
