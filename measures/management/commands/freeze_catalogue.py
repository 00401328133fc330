"""Freeze the catalogue as an edition that can be cited."""

from django.core.management.base import BaseCommand, CommandError

from measures.public.freezing import FreezeError, freeze, record_doi


class Command(BaseCommand):
    help = (
        "Freeze the catalogue as it is now as an edition that can be cited, with files and checksums. With --doi, note "
        "the DOI that an edition has been given instead."
    )

    def add_arguments(self, parser):
        parser.add_argument("name", help="year and number, for example 2026-2")
        parser.add_argument("--doi", help="the DOI of an edition that is frozen already, for example 10.5281/zenodo.1")

    def handle(self, *, name, doi, **options):
        try:
            if doi:
                record_doi(name, doi)
                return
            catalogue = freeze(name)
        except FreezeError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{catalogue.measure_count} measures are frozen as edition {name}.")
        for file in catalogue.files.defer("content"):
            self.stdout.write(f"{file.sha256}  {file.name}")
