"""Middleware for the content security policy."""

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings

# Attributes that the decorators of django-csp set on a response to change its policy
DECORATED = {"_csp_update", "_csp_replace", "_csp_config", "_csp_exempt"}


class ContentSecurityPolicy:
    """Middleware that adds the policy of the settings to every response.

    CSPMiddleware builds the policy for each response, which is slow. Here it is built once, and CSPMiddleware is called
    only for the few responses whose view changes the policy.
    """

    def __init__(self, get_response):
        self.get_response = get_response
        self.csp_middleware = CSPMiddleware(get_response)
        self.policy = build_policy()

    def __call__(self, request):
        response = self.get_response(request)
        if DECORATED & vars(response).keys():
            return self.csp_middleware.process_response(request, response)
        if not (settings.DEBUG and response.status_code in (404, 500)):  # Django's debug pages have inline styles
            response.headers[HEADER] = self.policy
        return response
