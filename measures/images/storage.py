"""The folder of uploaded files. A file that cannot be written whole is not left behind."""

from django.core.files.storage import FileSystemStorage


class WholeFiles(FileSystemStorage):
    def _save(self, name, content):
        was_there = self.exists(name)
        try:
            return super()._save(name, content)
        except OSError:  # the disk is full, for example
            if not was_there:
                self.delete(name)
            raise
