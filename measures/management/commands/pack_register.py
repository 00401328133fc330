"""Write the extract of the official register that the project ships (municipalities/register/extract_file.py)."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from municipalities.register.extract_file import EXTRACT, write_extract
from municipalities.register.import_files import read_file
from municipalities.register.records import Excerpt, Register, RegisterError


class Command(BaseCommand):
    help = "Pack the official files GV100AD and GV4Q of Destatis into the extract that the project ships."

    def add_arguments(self, parser):
        parser.add_argument("register", type=Path, metavar="GV100AD")
        parser.add_argument("excerpt", type=Path, metavar="GV4Q")
        parser.add_argument("--to", type=Path, default=EXTRACT, metavar="FILE")

    def handle(self, *, register, excerpt, to, **options):
        try:
            files = read_file(register), read_file(excerpt)
        except RegisterError as error:
            raise CommandError(str(error)) from error
        if not isinstance(files[0], Register) or not isinstance(files[1], Excerpt):
            raise CommandError("Give the register (GV100AD) first, then the excerpt (GV4Q).")
        write_extract(to, *files)
        self.stdout.write(f"{to}: {len(files[0].bodies)} bodies, {to.stat().st_size} bytes")
