"""A timestamp authority that issues real RFC 3161 tokens, and the loopback HTTP server in front of it."""

import hashlib
import itertools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from asn1crypto import algos, cms, tsp

from reviewer.evidence.instants import MICROSECONDS, from_microseconds
from tools.demo_trust.certificates import Identity
from tools.demo_trust.cms_builder import Shape, sign_cms

Clock = Callable[[], int]
"""The authority's time, µs UTC."""

_POLICY = "1.3.6.1.4.1.13762.3"
_MAX_QUERY_BYTES = 1 << 20


@dataclass
class TimestampAuthority:
    """Issues tokens with ``identity``'s key. genTime is the clock's, cut to whole seconds.

    ``tamper`` changes the imprint that goes into the token; ``shape`` how it is signed. Both are for attacks.
    """

    identity: Identity
    clock: Clock
    shape: Shape = field(default_factory=lambda: Shape(attached=True))
    tamper: Callable[[bytes], bytes] | None = None
    _serials: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def timestamp(self, data: bytes) -> bytes:
        """A bare token over SHA-256 of ``data``, without the way over HTTP (the product's Timestamper)."""
        imprint = tsp.MessageImprint(
            {
                "hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
                "hashed_message": hashlib.sha256(data).digest(),
            }
        )
        return self._token(imprint, None)

    def answer(self, query: bytes) -> bytes:
        """A TimeStampResp to a TimeStampReq, both DER. Raises ValueError for what is no query."""
        request = tsp.TimeStampReq.load(query, strict=True)
        token = self._token(request["message_imprint"], request["nonce"].native)
        response = {"status": {"status": "granted"}, "time_stamp_token": cms.ContentInfo.load(token)}
        return bytes(tsp.TimeStampResp(response).dump())

    def _token(self, imprint: tsp.MessageImprint, nonce: int | None) -> bytes:
        now = self.clock() // MICROSECONDS * MICROSECONDS
        if self.tamper is not None:
            imprint = tsp.MessageImprint(
                {
                    "hash_algorithm": imprint["hash_algorithm"],
                    "hashed_message": self.tamper(imprint["hashed_message"].native),
                }
            )
        info: dict[str, object] = {
            "version": "v1",
            "policy": _POLICY,
            "message_imprint": imprint,
            "serial_number": next(self._serials),
            "gen_time": from_microseconds(now),
        }
        if nonce is not None:
            info["nonce"] = nonce
        return sign_cms(tsp.TSTInfo(info).dump(), self.identity, now, self.shape, content_type="tst_info")


@contextmanager
def loopback(authority: TimestampAuthority) -> Iterator[str]:
    """Serves the authority on 127.0.0.1 and a free port; gives its URL. On leaving, every thread has ended."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = min(int(self.headers.get("Content-Length", "0")), _MAX_QUERY_BYTES)
            try:
                body, status = authority.answer(self.rfile.read(length)), 200
            except ValueError:
                body, status = b"no timestamp query", 400
            self.send_response(status)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing: the demonstration's output is its own."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = False  # server_close() then waits for every answer that is under way
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="timestamp authority")
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()
