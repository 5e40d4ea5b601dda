"""Asks a timestamp authority for RFC 3161 tokens over HTTP (RFC 3161, 3.4), and believes no answer unseen."""

import hashlib
import queue
import secrets
import threading
import urllib.error
import urllib.request
from http.client import HTTPException
from typing import Protocol
from urllib.parse import urlsplit

from asn1crypto import algos, cms, core, tsp

from reviewer.application.errors import EnvironmentFault, UsageError

MAX_ANSWER_BYTES = 1 << 20
_NONCE_BITS = 63
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class TimestampUnavailable(EnvironmentFault):
    """The authority did not answer, refused, or answered something else than was asked. Nothing was sealed."""


class Timestamper(Protocol):
    """Makes timestamp tokens."""

    def timestamp(self, data: bytes) -> bytes:
        """A bare RFC 3161 token (DER) over SHA-256 of ``data``. Raises TimestampUnavailable."""
        ...


class HttpTimestamper:
    """An authority behind a URL. ``timeout`` in seconds, for its silence; ``patience`` for all of its answer."""

    def __init__(self, url: str, timeout: float = 30.0, patience: float = 60.0) -> None:
        """Raises UsageError unless ``url`` is http or https with a host, and holds no password."""
        host = _host_of(url)
        self._url = url
        self._timeout = timeout
        self._patience = patience
        # An authority on this machine is asked directly: a proxy that the environment names could not reach it.
        proxies = [urllib.request.ProxyHandler({})] if host in _LOOPBACK else []
        self._opener = urllib.request.build_opener(_NoRedirect, *proxies)

    def timestamp(self, data: bytes) -> bytes:
        digest = hashlib.sha256(data).digest()
        nonce = secrets.randbits(_NONCE_BITS)
        answer = self._post(_query(digest, nonce))
        problem, token = _judge(answer, digest, nonce)
        if problem:
            raise TimestampUnavailable(
                f"The timestamp authority {self._url} {problem}. "
                "Nothing was sealed: try again, or use another authority."
            )
        return token

    def _post(self, query: bytes) -> bytes:
        """The answer. Waited for from outside, since an authority that sends a byte now and then never times out."""
        answers: queue.SimpleQueue[bytes | Exception] = queue.SimpleQueue()

        def ask() -> None:
            try:
                answers.put(self._ask(query))
            except Exception as error:  # raised again below, where somebody waits for it
                answers.put(error)

        threading.Thread(target=ask, name="timestamp", daemon=True).start()
        try:
            answer = answers.get(timeout=self._patience)
        except queue.Empty as error:
            raise self._unavailable(f"did not answer within {self._patience:.0f} seconds") from error
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _ask(self, query: bytes) -> bytes:
        request = urllib.request.Request(  # noqa: S310 - the constructor admits http and https alone
            self._url,
            data=query,
            headers={"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"},
        )
        try:
            with self._opener.open(request, timeout=self._timeout) as response:
                return bytes(response.read(MAX_ANSWER_BYTES))
        except urllib.error.HTTPError as error:
            error.close()
            moved = 300 <= error.code < 400
            reason = f"answered with HTTP status {error.code}" + (": it sends on to another address" if moved else "")
        except (OSError, HTTPException, ValueError) as error:
            reason = f"does not answer ({getattr(error, 'reason', None) or error})"
        raise self._unavailable(reason)

    def _unavailable(self, reason: str) -> TimestampUnavailable:
        return TimestampUnavailable(
            f"The timestamp authority {self._url} {reason}. "
            "Nothing was sealed: check the address and the network, then try again."
        )


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A query is sent where the person said, and nowhere else."""

    def redirect_request(self, *_given: object) -> None:
        """No other request: what sends on is told by its status."""


def _host_of(url: str) -> str:
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        sound = parts.scheme in ("http", "https") and bool(host.encode("idna")) and parts.port != 0
    except ValueError:  # no address at all, a port that is none, a name that no host can have
        raise UsageError("The address of the timestamp authority is none. Write it as http://host/path.") from None
    if "@" in parts.netloc:
        raise UsageError(
            "The address of the timestamp authority holds a name or password, which would be shown and logged. "
            "Name an authority that needs none."
        )
    if not sound or not url.isascii() or not url.isprintable() or " " in url:
        raise UsageError(f"“{url}” is no http or https address of a timestamp authority.")
    return host


def _query(digest: bytes, nonce: int) -> bytes:
    query = tsp.TimeStampReq(
        {
            "version": 1,
            "message_imprint": tsp.MessageImprint(
                {"hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}), "hashed_message": digest}
            ),
            "nonce": nonce,
            "cert_req": True,
        }
    )
    return bytes(query.dump())


def _judge(answer: bytes, digest: bytes, nonce: int) -> tuple[str, bytes]:
    """What is wrong with the answer, in words, or nothing and the token. Signature and trust are the verifier's."""
    try:
        response = core.Sequence.load(answer, strict=True)  # asn1crypto's TimeStampResp knows no refusals
        status = tsp.PKIStatusInfo.load(response[0].dump())["status"].native
        if status not in ("granted", "granted_with_mods"):
            return f"refused the request ({status})", b""
        token = cms.ContentInfo.load(response[1].dump())
        info = token["content"]["encap_content_info"]["content"].parsed
        imprint = info["message_imprint"]
        if imprint["hash_algorithm"]["algorithm"].native != "sha256" or imprint["hashed_message"].native != digest:
            return "sent a timestamp of other data", b""
        if info["nonce"].native != nonce:
            return "sent a timestamp that answers another request (wrong nonce)", b""
        if not len(token["content"]["certificates"]):
            return "sent a timestamp without its certificate", b""
        return "", bytes(token.dump())
    except (
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        IndexError,
    ):  # asn1crypto's ways of saying "not that structure"
        return "sent something that is no timestamp", b""
