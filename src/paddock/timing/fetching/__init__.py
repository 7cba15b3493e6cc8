"""Getting public result files from the timing companies' result pages: only when asked to, and politely."""

from paddock.fetching import Hints
from paddock.timing.fetching.choosing import KINDS, Left
from paddock.timing.fetching.download import Progress, fetch
from paddock.timing.fetching.form import Kind, ResultPages, load_pages
from paddock.timing.fetching.index import Offered
from paddock.timing.fetching.parts import Fetched
from paddock.timing.fetching.plan import FetchPlan, plan_fetch

HINTS = Hints(
    by_hand="Open the page in a browser, save the files and give them to `paddock timing import`.",
    other_host="If that is right, name the host in a file of your own (--pages FILE).",
)
"""What to do next where result pages do not give their files."""

__all__ = [
    "HINTS",
    "KINDS",
    "FetchPlan",
    "Fetched",
    "Kind",
    "Left",
    "Offered",
    "Progress",
    "ResultPages",
    "fetch",
    "load_pages",
    "plan_fetch",
]
