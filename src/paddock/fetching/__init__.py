"""How something comes from the web, politely: only when asked to, one thing at a time, robots.txt obeyed."""

from paddock.fetching.cache import Page
from paddock.fetching.client import Client
from paddock.fetching.manners import ENVIRONMENT, LEAST_DELAY_S, Manners, online_allowed
from paddock.fetching.trouble import CannotFetch, Hints, Offline, Passing

__all__ = [
    "ENVIRONMENT",
    "LEAST_DELAY_S",
    "CannotFetch",
    "Client",
    "Hints",
    "Manners",
    "Offline",
    "Page",
    "Passing",
    "online_allowed",
]
