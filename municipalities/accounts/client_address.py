"""Find out where a request comes from, past the proxies that we trust."""

from ipaddress import ip_address, ip_network

from django.conf import settings


def client_network(request) -> str:
    """Return the IPv4 address of the visitor, or the /64 network of an IPv6 address; "" if it is not known.

    X-Forwarded-For is read from the right and past the proxies in TRUSTED_PROXIES. The visitor could have written
    everything further left.
    """
    peer = request.META.get("REMOTE_ADDR", "")  # Empty behind a Unix socket, which only a trusted proxy can reach.
    if peer and not _is_trusted_proxy(peer):
        return _network_of(peer)
    hops = [hop.strip() for hop in request.headers.get("x-forwarded-for", "").split(",") if hop.strip()]
    for hop in reversed(hops):
        if "*" in settings.TRUSTED_PROXIES or not _is_trusted_proxy(hop):
            return _network_of(hop)
    return ""


def _is_trusted_proxy(text):
    if "*" in settings.TRUSTED_PROXIES:
        return True
    try:
        address = ip_address(text)
        return any(address in ip_network(proxy, strict=False) for proxy in settings.TRUSTED_PROXIES)
    except ValueError:
        return False


def _network_of(text):
    """Return an IPv4 address as it is and the /64 network of an IPv6 address; "" for anything else.

    One household or office has a whole /64, so that single IPv6 addresses say nothing.
    """
    try:
        address = ip_address(text)
    except ValueError:
        return ""
    mapped = getattr(address, "ipv4_mapped", None)
    if address.version == 4 or mapped:
        return str(mapped or address)
    return str(ip_network(f"{address}/64", strict=False))
