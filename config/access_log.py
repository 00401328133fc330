"""The access log of gunicorn, in which no path can look like a line of its own."""

from gunicorn.glogging import Logger


class AccessLogger(Logger):
    """Escapes the path. gunicorn logs it decoded, so that %0A would end the line and begin a forged one."""

    def atoms(self, resp, req, environ, request_time):
        return super().atoms(resp, req, environ, request_time) | {"U": escaped(environ.get("PATH_INFO", ""))}


def escaped(path: str) -> str:
    """Return a path of a WSGI environ in printable ASCII without quotes and backslashes: all else as %XX."""
    return "".join(
        chr(byte) if 0x20 < byte < 0x7F and byte not in b'"\\\\%' else f"%{byte:02X}" for byte in path.encode("latin-1")
    )
