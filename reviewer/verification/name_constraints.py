"""Name constraints of certification authorities (RFC 5280, 4.2.1.10): which names a certificate below may bear."""

import ipaddress
from collections.abc import Iterable

from cryptography import x509

from reviewer.verification.certificates import Certificate
from reviewer.verification.distinguished_names import EMAIL_ADDRESS, DistinguishedName, NameKey

MAX_COMPARISONS = 1 << 18
"""Names times constraints; beyond it the constraint cannot be said to hold. OpenSSL draws such a line too."""

_Name = x509.GeneralName | NameKey
"""A name that a certificate bears; a distinguished one in the form in which it is compared."""


def violates(certificate: Certificate, constraints: x509.NameConstraints) -> bool:
    """Whether any of the certificate's names is excluded, or is of a constrained kind and not permitted."""
    names = list(_names_of(certificate))
    subtrees = [*(constraints.permitted_subtrees or ()), *(constraints.excluded_subtrees or ())]
    if len(names) * len(subtrees) > MAX_COMPARISONS:
        return True
    for name in names:
        if _is_malformed(name) and any(type(subtree) is _kind(name) for subtree in subtrees):
            return True
        if any(_within(name, subtree) for subtree in constraints.excluded_subtrees or ()):
            return True
        same_kind = [subtree for subtree in constraints.permitted_subtrees or () if type(subtree) is _kind(name)]
        if same_kind and not any(_within(name, subtree) for subtree in same_kind):
            return True
    return _has_unsupported(subtrees, names)


def _kind(name: _Name) -> type[x509.GeneralName]:
    return x509.DirectoryName if isinstance(name, tuple) else type(name)


def _is_malformed(name: _Name) -> bool:
    """A host name with an empty label is none, so no constraint can be said to hold of it (RFC 5280, 4.2.1.6)."""
    return isinstance(name, x509.DNSName) and "" in name.value.removesuffix(".").split(".")


def _has_unsupported(subtrees: list[x509.GeneralName], names: list[_Name]) -> bool:
    """A constraint of a kind that is not understood, on a name of that kind: then it cannot be honoured."""
    supported = (
        x509.DirectoryName,
        x509.DNSName,
        x509.RFC822Name,
        x509.UniformResourceIdentifier,
        x509.IPAddress,
    )
    kinds = {type(subtree) for subtree in subtrees if not isinstance(subtree, supported)}
    return any(_kind(name) in kinds for name in names)


def _names_of(certificate: Certificate) -> Iterable[_Name]:
    alternative = certificate.extension(x509.SubjectAlternativeName)
    if certificate.subject:
        yield certificate.subject
    if alternative is not None:
        for name in alternative:
            yield _compared(name.value) if isinstance(name, x509.DirectoryName) else name
    else:
        # RFC 5280: where there is no subjectAltName, e-mail addresses of the subject are held to the constraints too.
        for address in certificate.subject_name.values(EMAIL_ADDRESS):
            yield x509.RFC822Name._init_without_validation(address or "")


def _compared(name: x509.Name) -> NameKey:
    return DistinguishedName.parse(name.public_bytes()).key


def _within(name: _Name, subtree: x509.GeneralName) -> bool:
    if isinstance(name, tuple):
        base = _compared(subtree.value) if isinstance(subtree, x509.DirectoryName) else None
        return base is not None and name[: len(base)] == base
    if isinstance(name, x509.DNSName) and isinstance(subtree, x509.DNSName):
        return _dns_within(name.value, subtree.value)
    if isinstance(name, x509.RFC822Name) and isinstance(subtree, x509.RFC822Name):
        return _mail_within(name.value, subtree.value)
    if isinstance(name, x509.UniformResourceIdentifier) and isinstance(subtree, x509.UniformResourceIdentifier):
        return _host_within(_host_of(name.value), subtree.value)
    if isinstance(name, x509.IPAddress) and isinstance(subtree, x509.IPAddress):
        network = subtree.value
        return isinstance(network, ipaddress.IPv4Network | ipaddress.IPv6Network) and name.value in network
    return False


def _dns_within(name: str, base: str) -> bool:
    """Adding labels on the left keeps a name inside (``host.example.com`` in ``example.com``); empty holds all."""
    name, base = name.lower().rstrip("."), base.lower().rstrip(".")
    if base.startswith("."):
        return name.endswith(base)
    return not base or name == base or name.endswith("." + base)


def _mail_within(address: str, base: str) -> bool:
    """A mailbox, a host, or with a leading dot every host of a domain."""
    local, _, host = address.rpartition("@")
    if "@" in base:
        base_local, _, base_host = base.rpartition("@")
        return local == base_local and host.lower() == base_host.lower()
    return _host_within(host, base)


def _host_within(host: str, base: str) -> bool:
    host, base = host.lower(), base.lower()
    return host.endswith(base) if base.startswith(".") else host == base


def _host_of(uri: str) -> str:
    rest = uri.partition("://")[2]
    authority = rest.split("/", 1)[0].split("?", 1)[0].split("#", 1)[0].rpartition("@")[2]
    return authority.rpartition(":")[0] if ":" in authority and not authority.endswith("]") else authority
