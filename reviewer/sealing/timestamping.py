"""Asks a timestamp authority for RFC 3161 tokens over HTTP (RFC 3161, 3.4), and believes no answer unseen."""

import hashlib
import secrets
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
    """An authority behind a URL. ``timeout`` in seconds, for each of connecting and reading."""

    def __init__(self, url: str, timeout: float = 30.0) -> None:
        """Raises UsageError unless ``url`` is http or https with a host."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UsageError(f"“{url}” is no http or https address of a timestamp authority.")
        self._url = url
        self._timeout = timeout
        # An authority on this machine is asked directly: a proxy that the environment names could not reach it.
        proxies = [urllib.request.ProxyHandler({})] if parts.hostname in _LOOPBACK else []
        self._opener = urllib.request.build_opener(*proxies)

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
            reason = f"answered with HTTP status {error.code}"
        except (OSError, HTTPException) as error:
            reason = f"does not answer ({getattr(error, 'reason', None) or error})"
        raise TimestampUnavailable(
            f"The timestamp authority {self._url} {reason}. "
            "Nothing was sealed: check the address and the network, then try again."
        )


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
