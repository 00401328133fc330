"""Give each request an id, which stands in its log lines and on its error page."""

import re
import secrets

from municipalities.accounts.security_log import current_request

ENVIRON_KEY = "masswerk.request_id"  # where gunicorn finds it for the access log (config/gunicorn.py)
FROM_PROXY = re.compile(r"[0-9A-Za-z-]{8,64}")


GIVEN_ID = "HTTP_X_REQUEST_ID"  # read from META, since `request.headers` first converts all headers


class RequestId:
    """Middleware that takes the id of the proxy, or makes one. A wrong one of a visitor does no harm but in the log."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        given = request.META.get(GIVEN_ID, "")
        request.request_id = given if FROM_PROXY.fullmatch(given) else secrets.token_hex(16)
        request.META[ENVIRON_KEY] = request.request_id
        token = current_request.set(request)
        try:
            return self.get_response(request)
        finally:
            current_request.reset(token)
