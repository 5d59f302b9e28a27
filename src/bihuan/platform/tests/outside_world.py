"""A stand-in for other people's servers: a real HTTP server on this machine that remembers what it was sent."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class Received:
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class OutsideWorld:
    """`answers` are given in turn, the last one for ever: (status, body) or (status, body, headers)."""

    url: str = ""
    received: list[Received] = field(default_factory=list)
    answers: list[tuple[Any, ...]] = field(default_factory=lambda: [(200, b'{"errcode":0,"errmsg":"ok"}')])


@contextmanager
def outside_world() -> Iterator[OutsideWorld]:
    """The server, running while the block does."""
    world = OutsideWorld()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            parts = urlsplit(self.path)
            world.received.append(Received(parts.path, parse_qs(parts.query), dict(self.headers.items()), body))
            answer = world.answers.pop(0) if len(world.answers) > 1 else world.answers[0]
            self.send_response(answer[0])
            for name, value in (answer[2] if len(answer) > 2 else {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer[1])))
            self.end_headers()
            self.wfile.write(answer[1])

        def log_message(self, format: str, *args: Any) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    world.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield world
    finally:
        server.shutdown()
        server.server_close()
