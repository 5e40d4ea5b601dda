"""Certification paths from a signer to an anchor of the verifier (RFC 5280, 6.1; specification 4.4–4.6)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from cryptography import x509

from reviewer.evidence.findings import Code
from reviewer.verification.certificates import Certificate
from reviewer.verification.distinguished_names import NameKey
from reviewer.verification.name_constraints import violates
from reviewer.verification.revocation import Revocation, RevocationList, RevocationLists

MAX_PATH = 10
"""Certificates from the signer to the anchor, both included."""
MAX_PATHS = 200
"""Paths looked at before a signer is called untrusted: a pool of cross-signed certificates must not cost forever."""
MAX_SIGNATURES_TRIED = 2000
MAX_SIGNATURES = 50_000
MAX_PATHS_IN_ALL = 20_000
"""For all signers of a package together: no honest one, with 999 events, comes near."""

ANY_POLICY = x509.ObjectIdentifier("2.5.29.32.0")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a path does not carry trust. ``code`` is one of ``certificate.…``."""

    code: Code
    message: str


@dataclass(frozen=True, slots=True)
class PathAnswer:
    """``problems`` is empty where one path is good; else those of the path that came nearest."""

    problems: tuple[Problem, ...]
    anchor: Certificate | None = None
    revocation_sources: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        return not self.problems


@dataclass(frozen=True)
class Purpose:
    """What the signer's certificate is used for: a check of its usage, and the moments at which to judge. µs UTC."""

    usage_problem: Callable[[Certificate], str | None]
    moment: int
    """Validity is judged at this instant."""
    revocation_moment: int | None
    """Revocation is judged at this instant; None: it is not judged (the caller reports that)."""
    now: int


class PathFinder:
    """All certificates and CRLs that a package and the verifier's trust folder bring."""

    def __init__(self, pool: Iterable[Certificate], crls: Iterable[RevocationList]) -> None:
        self._by_subject: dict[NameKey, list[Certificate]] = defaultdict(list)
        seen: set[str] = set()
        for certificate in pool:
            if certificate.sha256 not in seen:
                seen.add(certificate.sha256)
                self._by_subject[certificate.subject].append(certificate)
        self._lists = RevocationLists(crls)
        self._signatures_left = MAX_SIGNATURES
        self._paths_left = MAX_PATHS_IN_ALL
        self._signed: dict[tuple[str, str], bool] = {}

    def judge(self, signer: Certificate, anchors: Iterable[Certificate], purpose: Purpose) -> PathAnswer:
        """Any one good path suffices (4.6). Without a path at all: ``certificate.untrusted``."""
        best: PathAnswer | None = None
        for count, path in enumerate(self._paths(signer, list(anchors)), start=1):
            self._paths_left -= 1
            answer = self._judge_path(path, purpose)
            if answer.good:
                return answer
            if best is None or len(answer.problems) < len(best.problems):
                best = answer
            if count >= MAX_PATHS or self._paths_left <= 0:
                break
        if best is not None:
            return best
        return PathAnswer((Problem(Code.UNTRUSTED, "no path leads from it to an anchor that you trust for this"),))

    def _paths(self, signer: Certificate, anchors: list[Certificate]) -> Iterator[list[Certificate]]:
        """Paths whose signatures hold, from the signer to an anchor, depth first."""
        by_subject: dict[NameKey, list[Certificate]] = defaultdict(list)
        fingerprints = {anchor.sha256 for anchor in anchors}
        for anchor in anchors:
            by_subject[anchor.subject].append(anchor)
        tried = 0

        def onward(path: list[Certificate]) -> Iterator[list[Certificate]]:
            nonlocal tried
            last = path[-1]
            if last.sha256 in fingerprints:
                yield path
                return
            if len(path) >= MAX_PATH:
                return
            known = {certificate.sha256 for certificate in path}
            candidates = [*by_subject[last.issuer], *self._by_subject.get(last.issuer, ())]
            for issuer in _likeliest_first(last, candidates):
                if issuer.sha256 in known or tried >= MAX_SIGNATURES_TRIED:
                    continue
                known.add(issuer.sha256)
                tried += 1
                if self._is_signed_by(last, issuer):
                    yield from onward([*path, issuer])

        yield from onward([signer])

    def _is_signed_by(self, certificate: Certificate, issuer: Certificate) -> bool:
        key = (certificate.sha256, issuer.sha256)
        if key not in self._signed:
            self._signatures_left -= 1
            self._signed[key] = self._signatures_left >= 0 and certificate.is_signed_by(issuer)
        return self._signed[key]

    def _judge_path(self, path: list[Certificate], purpose: Purpose) -> PathAnswer:
        """Every certificate below the anchor (4.5); of the anchor only what it may issue, never its dates."""
        problems: list[Problem] = []
        sources: list[str] = []
        usage = purpose.usage_problem(path[0])
        if usage is not None:
            problems.append(Problem(Code.USAGE, usage))
        below = path[:-1]
        for position, certificate in enumerate(below):
            problems.extend(self._judge_certificate(certificate, path[position + 1], purpose, sources))
        if len(path) == 1:  # an anchor that signs itself is a signer like any other
            problems.extend(_defects(path[0]))
        if path[-1].unknown_critical:  # 4.6 frees an anchor of its dates and its revocation alone
            problems.append(Problem(Code.UNTRUSTED, _not_understood(path[-1])))
        for position, issuer in enumerate(path[1:], start=1):
            reason = _may_not_issue(issuer, path[:position])
            if reason is not None:
                problems.append(Problem(Code.UNTRUSTED, reason))
        if not _policies_hold(path):
            problems.append(Problem(Code.UNTRUSTED, "its path demands a policy that its certificates do not share"))
        return PathAnswer(tuple(problems), path[-1], tuple(sources))

    def _judge_certificate(
        self, certificate: Certificate, issuer: Certificate, purpose: Purpose, sources: list[str]
    ) -> Iterator[Problem]:
        name = certificate.facts.subject
        if certificate.weakness is not None:
            yield Problem(Code.UNTRUSTED, f"{name}: {certificate.weakness}")
        if certificate.unknown_critical:
            yield Problem(Code.UNTRUSTED, _not_understood(certificate))
        yield from _defects(certificate)
        if purpose.moment > certificate.not_after:
            yield Problem(Code.EXPIRED, f"{name} had expired by then")
        if purpose.moment < certificate.not_before:
            yield Problem(Code.NOT_YET_VALID, f"{name} was not yet valid then")
        if purpose.revocation_moment is None:
            return
        answer = self._lists.answer(certificate, issuer, purpose.revocation_moment, purpose.now)
        if answer.state is Revocation.REVOKED:
            yield Problem(Code.REVOKED, f"{name} was revoked by then ({answer.source})")
        elif answer.state is Revocation.UNKNOWN:
            yield Problem(
                Code.REVOCATION_UNKNOWN,
                f"whether {name} was revoked is not known: no usable revocation list of its issuer is there",
            )
        else:
            sources.append(answer.source)


def _defects(certificate: Certificate) -> Iterator[Problem]:
    for defect in certificate.defects:
        yield Problem(Code.UNTRUSTED, f"{certificate.facts.subject} {defect}")


def _likeliest_first(certificate: Certificate, candidates: list[Certificate]) -> list[Certificate]:
    """Those first whose key the certificate says it was signed with; that is a hint and proves nothing."""
    if len(candidates) < 2:
        return candidates
    hint = certificate.extension(x509.AuthorityKeyIdentifier)
    key = hint.key_identifier if hint is not None else None
    return sorted(candidates, key=lambda issuer: key is None or issuer.subject_key_identifier != key)


def _not_understood(certificate: Certificate) -> str:
    oids = ", ".join(certificate.unknown_critical)
    return f"{certificate.facts.subject} has a critical extension that is not understood ({oids})"


def _may_not_issue(issuer: Certificate, below: list[Certificate]) -> str | None:
    """Why this certificate may not stand above those (RFC 5280, 6.1.4 and 4.2.1.10), or None. Signer first."""
    name = issuer.facts.subject
    if not issuer.is_ca:
        return f"{name} is no certification authority"
    if not issuer.allows_signing_certificates():
        return f"{name} may not sign certificates"
    intermediates = sum(1 for certificate in below[1:] if not certificate.self_issued)
    if issuer.path_length is not None and intermediates > issuer.path_length:
        return f"more certificates stand below {name} than it allows"
    constraints = issuer.extension(x509.NameConstraints)
    if constraints is not None:
        for position, certificate in enumerate(below):
            if (position == 0 or not certificate.self_issued) and violates(certificate, constraints):
                return f"{certificate.facts.subject} bears a name that {name} may not vouch for"
    return None


def _policies_hold(path: list[Certificate]) -> bool:
    """Whether a policy that the path demands is shared by all its certificates (RFC 5280, 6.1, any initial policy).

    Policies matter only where a certificate demands them (requireExplicitPolicy). Mappings are not followed: a path
    that demands a policy and maps policies does not hold.
    """
    from_the_top = path[-2::-1]
    explicit_in: int | None = None
    shared: set[x509.ObjectIdentifier] | None = None
    mapped = False
    any_allowed_for = len(path) + 1
    for position, certificate in enumerate(from_the_top):
        policies = certificate.extension(x509.CertificatePolicies)
        own = {policy.policy_identifier for policy in policies or ()}
        last = position == len(from_the_top) - 1
        if ANY_POLICY in own and (any_allowed_for > 0 or (certificate.self_issued and not last)):
            own_set = None
        else:
            own_set = own - {ANY_POLICY}
        if own_set is not None:
            shared = own_set if shared is None else shared & own_set
        constraints = certificate.extension(x509.PolicyConstraints)
        mapped = mapped or _maps_policies(certificate)
        if not certificate.self_issued:
            explicit_in = None if explicit_in is None else max(0, explicit_in - 1)
            any_allowed_for = max(0, any_allowed_for - 1)
        if constraints is not None and constraints.require_explicit_policy is not None:
            demanded = constraints.require_explicit_policy
            explicit_in = demanded if explicit_in is None else min(explicit_in, demanded)
        inhibit = certificate.extension(x509.InhibitAnyPolicy)
        if inhibit is not None:
            any_allowed_for = min(any_allowed_for, inhibit.skip_certs)
    if explicit_in != 0:
        return True
    return not mapped and (shared is None or bool(shared))


def _maps_policies(certificate: Certificate) -> bool:
    return any(extension.oid.dotted_string == "2.5.29.33" for extension in certificate.extensions)
