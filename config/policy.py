"""The content security policy in the header of every answer."""

from csp.constants import HEADER
from csp.utils import build_policy
from django.conf import settings


class ContentSecurityPolicy:
    """Sends the policy of the settings, put together once: CSPMiddleware does it for each answer, lest a view changes
    it, and none does."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.policy = build_policy()

    def __call__(self, request):
        response = self.get_response(request)
        if not (settings.DEBUG and response.status_code in (404, 500)):  # Django's own pages have inline styles
            response.headers[HEADER] = self.policy
        return response
