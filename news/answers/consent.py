"""Whether a reader's question may go to a model: readers' words leave this machine and its network only where they agreed.

Pure; knows addresses, no rows.
"""

import ipaddress
from urllib.parse import urlsplit

_NEAR_NAMES = (".local", ".localhost", ".internal", ".lan", ".home.arpa")


def is_near(base_url: str | None) -> bool:
    """Whether an endpoint is on this machine or in its own network, by its address: loopback, a private one, a name without
    a dot (a container's) or of a private zone. None is OpenAI's own, which is not."""
    try:
        host = (urlsplit(base_url or "").hostname or "").rstrip(".")
    except ValueError:
        return False
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return bool(host) and ("." not in host or host.endswith(_NEAR_NAMES))
    return address.is_loopback or (address.is_private and not address.is_unspecified)


def may_ask(*, is_near: bool, lends: bool | None) -> bool:
    """`lends` is what the reader said; None: nothing yet."""
    return is_near or lends is True
