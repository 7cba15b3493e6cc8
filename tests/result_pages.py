"""A local server of result pages: index pages in the form the timing companies use, files, and every kind of trouble.

All names, laps and times it serves are invented.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import hashlib
import html
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, unquote, urlsplit


class FakeClock:
    """A clock that stands still until somebody sleeps."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        return self.seconds

    def now(self) -> dt.datetime:
        return dt.datetime(2024, 9, 16, 8, 0, tzinfo=dt.UTC) + dt.timedelta(seconds=self.seconds - 1000)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds


@dataclass
class Asked:
    """A request as the server saw it; `sent` is how many bytes of body were handed over."""

    target: str
    headers: dict[str, str]
    at: float
    status: int = 0
    sent: int = 0


@dataclass
class Answer:
    """An answer out of the ordinary.

    status, headers, body: as sent.  length: Content-Length told instead of the true one (-1: none).
    cut: bytes of body after which the connection is closed.  wait_s: real pause before answering [s].
    drip: called between the single bytes of the body.  raw: sent instead of an answer in HTTP.
    """

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    length: int | None = None
    cut: int | None = None
    wait_s: float = 0.0
    drip: Callable[[], None] | None = None
    raw: bytes = b""


CHANGED = dt.datetime(2024, 9, 15, 12, 0, tzinfo=dt.UTC)


class ResultServer:
    """Serves a site.

    files: path below `Results/` → bytes; seasons and events are their first two folders.
    answers: target (path with query) or path → answers to give before the usual one, in order.
    etags, changes, ranges: whether it marks versions and sends parts of files.
    selected: what the index page shows when nothing, or nothing known, is asked for.
    """

    def __init__(self, files: Mapping[str, bytes], clock: FakeClock) -> None:
        self.files = dict(files)
        self.clock = clock
        self.answers: dict[str, list[Answer]] = {}
        self.log: list[Asked] = []
        self.etags = self.changes = self.ranges = True
        self.index_answers_with: tuple[str, str] | None = None
        self.url = ""

    def asked(self, part: str) -> list[Asked]:
        """Return the requests whose decoded target holds `part`."""
        return [one for one in self.log if part in unquote(one.target)]

    def first(self, target: str, *answers: Answer) -> None:
        """Give these answers first where `target` is asked for (a decoded path or target)."""
        self.answers.setdefault(target, []).extend(answers)

    # -- what it serves ----------------------------------------------------------------------------------------

    def index(self, season: str, event: str) -> bytes:
        """Return an index page that shows an event, or the last one there is."""
        if self.index_answers_with is not None:
            season, event = self.index_answers_with
        seasons = sorted({path.split("/")[0] for path in self.files})
        season = season if season in seasons else seasons[-1]
        events = sorted({path.split("/")[1] for path in self.files if path.startswith(f"{season}/")})
        event = event if event in events else events[-1]
        links = "".join(
            f'<li><a href="Results/{quote(path)}" onclick="return show(\'Results/{quote(path)}\')">'
            f'{html.escape(path.rsplit("/", 1)[1])}</a><a href="Results/{quote(path)}"><img src="csv.gif"></a></li>\n'
            for path in self.files
            if path.startswith(f"{season}/{event}/")
        )
        page = (
            "<!DOCTYPE html><html><head><title>Results</title></head><body><form>"
            f"{_select('season', seasons, season)}{_select('evvent', events, event)}</form>"
            f"<a href='https://www.example.org/'>The series</a><ul>{links}</ul></body></html>"
        )
        return page.encode()

    def usual(self, asked: Asked) -> Answer:
        parts = urlsplit(asked.target)
        if parts.path == "/robots.txt":
            return Answer(404, body=b"no such file")
        if parts.path == "/":
            query = parse_qs(parts.query)
            return Answer(
                headers={"Content-Type": "text/html"},
                body=self.index(query.get("season", [""])[0], query.get("evvent", [""])[0]),
            )
        body = self.files.get(unquote(parts.path).removeprefix("/Results/"))
        return self._file(asked.headers, body) if body is not None else Answer(404, body=b"<html>not found</html>")

    def _file(self, asked: Mapping[str, str], body: bytes) -> Answer:
        headers = {"Content-Type": "text/csv"}
        etag = f'"{hashlib.sha1(body).hexdigest()}"' if self.etags else ""
        changed = email.utils.format_datetime(CHANGED, usegmt=True) if self.changes else ""
        headers |= {name: value for name, value in (("ETag", etag), ("Last-Modified", changed)) if value}
        if etag and asked.get("if-none-match") == etag:
            return Answer(304, headers)
        found = re.fullmatch(r"bytes=(\d+)-", asked.get("range", "")) if self.ranges else None
        if found and asked.get("if-range") in {etag, changed}:
            start = int(found[1])
            if start >= len(body):
                return Answer(416, headers | {"Content-Range": f"bytes */{len(body)}"})
            told = {"Content-Range": f"bytes {start}-{len(body) - 1}/{len(body)}"}
            return Answer(206, headers | told, body[start:])
        return Answer(200, headers, body)


def _select(name: str, values: list[str], shown: str) -> str:
    options = "".join(
        f'<option Value="{html.escape(value)}"{" SELECTED" if value == shown else ""}>'
        f"{html.escape(value.partition('_')[2])}</option>"
        for value in values
    )
    return f'<select name="{name}" onchange="go()">{options}</select>'


def _handler(server: ResultServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked = Asked(self.path, {k.lower(): v for k, v in self.headers.items()}, server.clock.monotonic())
            server.log.append(asked)
            waiting = server.answers.get(unquote(self.path)) or server.answers.get(unquote(urlsplit(self.path).path))
            answer = waiting.pop(0) if waiting else server.usual(asked)
            asked.status = answer.status
            time.sleep(answer.wait_s)
            self.close_connection = True
            if answer.raw:
                self.wfile.write(answer.raw)
                return
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            length = len(answer.body) if answer.length is None else answer.length
            if length >= 0 and answer.status != 304:
                self.send_header("Content-Length", str(length))
            self.send_header("Connection", "close")
            self.end_headers()
            body = answer.body if answer.cut is None else answer.body[: answer.cut]
            if answer.drip is None:
                asked.sent = len(body)  # told first: the client may have it all, and look here, before write() is back
                self.wfile.write(body)
                return
            for place in range(len(body)):
                asked.sent = place + 1
                self.wfile.write(body[place : place + 1])
                self.wfile.flush()
                answer.drip()

        def log_message(self, format: str, *args: object) -> None:
            """Keep quiet."""

    return Handler


class _Quiet(ThreadingHTTPServer):
    daemon_threads = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Keep quiet about clients that hang up: that is what is tested."""


@contextmanager
def serving(files: Mapping[str, bytes], clock: FakeClock) -> Iterator[ResultServer]:
    """Run a server of result pages on a free port of this machine while the block runs."""
    server = ResultServer(files, clock)
    web = _Quiet(("127.0.0.1", 0), _handler(server))
    server.url = f"http://127.0.0.1:{web.server_port}/"
    thread = threading.Thread(target=web.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server
    finally:
        web.shutdown()
        thread.join()
        web.server_close()


FUJI = "13_2024/07_FUJI SPEEDWAY"
WEC = f"{FUJI}/559_FIA WEC"
RACE = f"{WEC}/202409151100_Race"


def csv(name: str, lines: int = 40) -> bytes:
    """Return an invented file in the usual dress: byte-order mark, semicolons, CRLF."""
    rows = [f"{car};{lap};1:3{lap % 10}.{car:03d};" for lap in range(lines) for car in (7, 8)]
    return ("\ufeffNUMBER; LAP_NUMBER; LAP_TIME;" + name + ";\r\n" + "\r\n".join(rows) + "\r\n").encode()


def season() -> dict[str, bytes]:
    """Return the files of a small season: a race in hours, practice, a support race, other events and seasons."""
    files: dict[str, bytes] = {}
    for hour in (1, 2, 6):
        for name in ("03_Classification_Race", "23_Analysis_Race", "26_Weather_Race"):
            files[f"{RACE}/Hour {hour}/{name}_Hour {hour}.CSV"] = csv(f"{name}{hour}", 20 * hour)
    files[f"{RACE}/Hour 6/05_ClassificationByCategory_Race_Hour 6.CSV"] = csv("by category")
    files[f"{RACE}/Hour 6/23_Analysis_Race_Hour 6.PDF"] = b"%PDF-1.4 invented"
    files[f"{WEC}/202409131100_Free Practice 1/23_Analysis_Free Practice 1.CSV"] = csv("practice")
    files[f"{FUJI}/560_Support Cup/202409150900_Race/23_Analysis_Race.CSV"] = csv("support")
    files[f"{FUJI}/00_Event Info/Entry List.pdf"] = b"%PDF-1.4 invented"
    files["13_2024/08_BAHRAIN INTERNATIONAL CIRCUIT/575_FIA WEC/202411021400_Race/23_Analysis_Race.CSV"] = csv(
        "bahrain"
    )
    files["13_2024/01_LOSAIL/517_FIA WEC/202403021100_Race/23_Analysis_Race.CSV"] = csv("qatar")
    spa = "08_2018-2019/{0}_SPA FRANCORCHAMPS/2{0}_FIA WEC/{1}1330_Race/23_Analysis_Race.CSV"
    files[spa.format("01", "20180505")] = csv("spa 2018")
    files[spa.format("07", "20190504")] = csv("spa 2019")
    files["12_2023/06_FUJI SPEEDWAY/497_FIA WEC/202309101100_Race/23_Analysis_Race.CSV"] = csv("fuji 2023")
    return files
