"""Getting public result files from the timing companies' result pages: only when asked to, and politely."""

from paddock.timing.fetching.choosing import KINDS, Left
from paddock.timing.fetching.client import Client
from paddock.timing.fetching.download import Progress, fetch
from paddock.timing.fetching.form import Kind, ResultPages, load_pages
from paddock.timing.fetching.index import Offered
from paddock.timing.fetching.manners import ENVIRONMENT, LEAST_DELAY_S, Manners, online_allowed
from paddock.timing.fetching.parts import Fetched
from paddock.timing.fetching.plan import FetchPlan, plan_fetch
from paddock.timing.fetching.trouble import CannotFetch, Offline, Passing

__all__ = [
    "ENVIRONMENT",
    "KINDS",
    "LEAST_DELAY_S",
    "CannotFetch",
    "Client",
    "FetchPlan",
    "Fetched",
    "Kind",
    "Left",
    "Manners",
    "Offered",
    "Offline",
    "Passing",
    "Progress",
    "ResultPages",
    "fetch",
    "load_pages",
    "online_allowed",
    "plan_fetch",
]
