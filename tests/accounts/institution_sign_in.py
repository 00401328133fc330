"""Steps of the sign-in through an institution."""

from django.test import Client

from tests import identity_provider

BEGIN, CALLBACK = "/admin/oidc/", "/admin/oidc/callback/"
ADA, SUBJECT = "ada@example.org", "4711-ada"


def turn_on(settings, issuer):
    for name, value in identity_provider.settings_for(issuer).items():
        setattr(settings, name, value)


def sign_in_at_provider(provider, subject=SUBJECT, client=None, **begin):
    """Start the sign-in and complete it at the provider; return the client and the address of the callback."""
    client = client or Client()
    begun = client.get(BEGIN, begin)
    assert begun.status_code == 302
    return client, provider.answer(begun.url, subject)


def sign_in(provider, subject=SUBJECT, client=None, **begin):
    """Sign in at the provider and open the callback; return the client and the response."""
    client, address = sign_in_at_provider(provider, subject, client, **begin)
    return client, client.get(address)


def is_signed_in(client):
    return client.get("/admin/").status_code == 200
