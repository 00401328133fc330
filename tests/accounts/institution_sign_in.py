"""Steps of a browser that signs in by an institution."""

from django.test import Client

from tests import identity_provider

BEGIN, CALLBACK = "/admin/oidc/", "/admin/oidc/callback/"
ADA, SUBJECT = "ada@example.org", "4711-ada"


def turn_on(settings, issuer):
    for name, value in identity_provider.settings_for(issuer).items():
        setattr(settings, name, value)


def come_back(provider, subject=SUBJECT, client=None, **begin):
    """Start here and sign in at the provider; return the browser and the address of the callback."""
    client = client or Client()
    begun = client.get(BEGIN, begin)
    assert begun.status_code == 302
    return client, provider.answer(begun.url, subject)


def sign_in(provider, subject=SUBJECT, client=None, **begin):
    """Sign in at the provider and open the callback; return the browser and the last response."""
    client, address = come_back(provider, subject, client, **begin)
    return client, client.get(address)


def is_signed_in(client):
    return client.get("/admin/").status_code == 200
