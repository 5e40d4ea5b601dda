"""The RFC 3161 client against a real authority on the loopback address, and against ones that misbehave."""

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from asn1crypto import cms, tsp

from reviewer.application.errors import UsageError
from reviewer.evidence.instants import MICROSECONDS, to_microseconds
from reviewer.sealing.timestamping import HttpTimestamper, TimestampUnavailable
from tools.demo_trust import DemoTrust
from tools.demo_trust.timestamp_authority import TimestampAuthority, loopback


@contextmanager
def serving(answer: Callable[[bytes], tuple[int, bytes]]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, body = answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with running(HTTPServer(("127.0.0.1", 0), Handler)) as url:
        yield url


def test_a_token_over_the_data_at_the_authoritys_time(trust: DemoTrust) -> None:
    trust.timestamp_clock.now = trust.now - 5 * MICROSECONDS
    with trust.timestamp_url() as url:
        token = cms.ContentInfo.load(HttpTimestamper(url).timestamp(b"data"), strict=True)
    info = token["content"]["encap_content_info"]["content"].parsed
    assert info["message_imprint"]["hashed_message"].native == hashlib.sha256(b"data").digest()
    assert to_microseconds(info["gen_time"].native) == (trust.now - 5 * MICROSECONDS) // MICROSECONDS * MICROSECONDS


def test_what_sends_on_is_not_followed(trust: DemoTrust) -> None:
    with loopback(trust.timestamp_authority) as good:
        for status in (301, 302, 303, 307, 308):
            for aim in (good, "file:///etc/passwd", "http://["):
                with moved(status, aim) as url, pytest.raises(TimestampUnavailable) as told:
                    HttpTimestamper(url).timestamp(b"x")
                assert "\n" not in str(told.value)


def test_an_authority_that_never_ends_its_answer() -> None:
    with dripping() as url, pytest.raises(TimestampUnavailable, match="did not answer within"):
        HttpTimestamper(url, timeout=5, patience=0.3).timestamp(b"x")


@contextmanager
def moved(status: int, aim: str) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(status)
            self.send_header("Location", aim)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with running(HTTPServer(("127.0.0.1", 0), Handler)) as url:
        yield url


@contextmanager
def dripping() -> Iterator[str]:
    """A byte now and then, so that no silence is ever long."""
    ended = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.send_response(200)
            self.end_headers()
            while not ended.wait(0.05):
                self.wfile.write(b"0")

        def log_message(self, format: str, *args: object) -> None:
            pass

    with running(HTTPServer(("127.0.0.1", 0), Handler)) as url:
        try:
            yield url
        finally:
            ended.set()


@contextmanager
def running(server: HTTPServer) -> Iterator[str]:
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_proxy_does_not_stand_before_this_machine(trust: DemoTrust, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9/")
    monkeypatch.delenv("no_proxy", raising=False)
    with trust.timestamp_url() as url:
        assert HttpTimestamper(url).timestamp(b"data")


def test_a_token_of_other_data_is_not_taken(trust: DemoTrust) -> None:
    liar = TimestampAuthority(trust.timestamp_authority.identity, lambda: trust.now, tamper=lambda _digest: bytes(32))
    with loopback(liar) as url, pytest.raises(TimestampUnavailable, match="other data"):
        HttpTimestamper(url).timestamp(b"data")


def test_an_answer_to_another_request_is_not_taken(trust: DemoTrust) -> None:
    digest = hashlib.sha256(b"data").digest()
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": digest}
    query = tsp.TimeStampReq({"version": 1, "message_imprint": imprint, "nonce": 7, "cert_req": True}).dump()
    replayed = trust.timestamp_authority.answer(query)
    with serving(lambda _query: (200, replayed)) as url, pytest.raises(TimestampUnavailable, match="nonce"):
        HttpTimestamper(url).timestamp(b"data")


REFUSAL = bytes.fromhex("3005 3003 020102")
"""A TimeStampResp with the status rejection, and no token."""


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ((200, b"<html>hello</html>"), "no timestamp"),
        ((200, b""), "no timestamp"),
        ((200, b"\x30\x80\x00"), "no timestamp"),
        ((503, b"later"), "HTTP status 503"),
        ((200, REFUSAL), "refused the request"),
    ],
)
def test_what_is_no_token_is_a_clear_fault(answer: tuple[int, bytes], sentence: str) -> None:
    with serving(lambda _query: answer) as url, pytest.raises(TimestampUnavailable, match=sentence):
        HttpTimestamper(url).timestamp(b"data")


def test_an_authority_that_is_not_there() -> None:
    with serving(lambda _query: (200, b"")) as url:
        pass
    with pytest.raises(TimestampUnavailable, match=r"does not answer .*check the address"):
        HttpTimestamper(url, timeout=5).timestamp(b"data")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://host/", "http://", "", "tsa.example"])
def test_only_http_addresses(url: str) -> None:
    with pytest.raises(UsageError, match="http or https"):
        HttpTimestamper(url)
