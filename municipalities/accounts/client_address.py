"""Where a request comes from, behind a proxy that is known."""

from ipaddress import ip_address, ip_network

from django.conf import settings


def client_address(request):
    """Return the address of the visitor, of an IPv6 one its network (/64); "" where the proxy does not tell.

    X-Forwarded-For is read from the right, past the proxies that we know. What stands further left anybody may have
    written.
    """
    peer = request.META.get("REMOTE_ADDR", "")  # empty: a Unix socket, and whoever comes by one is known
    if peer and not _is_proxy(peer):
        return _network(peer)
    hops = [hop.strip() for hop in request.headers.get("x-forwarded-for", "").split(",") if hop.strip()]
    for hop in reversed(hops):
        if "*" in settings.TRUSTED_PROXIES or not _is_proxy(hop):
            return _network(hop)
    return ""


def _is_proxy(text):
    if "*" in settings.TRUSTED_PROXIES:
        return True
    try:
        address = ip_address(text)
        return any(address in ip_network(proxy, strict=False) for proxy in settings.TRUSTED_PROXIES)
    except ValueError:
        return False


def _network(text):
    try:
        address = ip_address(text)
    except ValueError:
        return ""
    mapped = getattr(address, "ipv4_mapped", None)
    if address.version == 4 or mapped:
        return str(mapped or address)
    return str(ip_network(f"{address}/64", strict=False))
