"""Where people land after signing in."""


def desk(request):
    """Return what the landing page shows to this user."""
    return {}
