"""Name constraints of certification authorities (RFC 5280, 4.2.1.10): which names a certificate below may bear."""

import ipaddress
from collections.abc import Iterable

from cryptography import x509
from cryptography.x509.oid import NameOID

from reviewer.verification.certificates import Certificate, name_key


def violates(certificate: Certificate, constraints: x509.NameConstraints) -> bool:
    """Whether any of the certificate's names is excluded, or is of a constrained kind and not permitted."""
    names = list(_names_of(certificate))
    subtrees = [*(constraints.permitted_subtrees or ()), *(constraints.excluded_subtrees or ())]
    for name in names:
        if _is_malformed(name) and any(type(subtree) is type(name) for subtree in subtrees):
            return True
        if any(_within(name, subtree) for subtree in constraints.excluded_subtrees or ()):
            return True
        same_kind = [subtree for subtree in constraints.permitted_subtrees or () if type(subtree) is type(name)]
        if same_kind and not any(_within(name, subtree) for subtree in same_kind):
            return True
    return _has_unsupported(subtrees, names)


def _is_malformed(name: x509.GeneralName) -> bool:
    """A host name with an empty label is none, so no constraint can be said to hold of it (RFC 5280, 4.2.1.6)."""
    return isinstance(name, x509.DNSName) and "" in name.value.removesuffix(".").split(".")


def _has_unsupported(subtrees: list[x509.GeneralName], names: list[x509.GeneralName]) -> bool:
    """A constraint of a kind that is not understood, on a name of that kind: then it cannot be honoured."""
    supported = (
        x509.DirectoryName,
        x509.DNSName,
        x509.RFC822Name,
        x509.UniformResourceIdentifier,
        x509.IPAddress,
    )
    kinds = {type(subtree) for subtree in subtrees if not isinstance(subtree, supported)}
    return any(type(name) in kinds for name in names)


def _names_of(certificate: Certificate) -> Iterable[x509.GeneralName]:
    alternative = certificate.extension(x509.SubjectAlternativeName)
    if certificate.subject:
        yield x509.DirectoryName(certificate.parsed.subject)
    if alternative is not None:
        yield from alternative
    elif certificate.subject:
        # RFC 5280: where there is no subjectAltName, e-mail addresses of the subject are held to the constraints too.
        for attribute in certificate.parsed.subject.get_attributes_for_oid(NameOID.EMAIL_ADDRESS):
            yield x509.RFC822Name._init_without_validation(str(attribute.value))


def _within(name: x509.GeneralName, subtree: x509.GeneralName) -> bool:
    if isinstance(name, x509.DirectoryName) and isinstance(subtree, x509.DirectoryName):
        base = name_key(subtree.value)
        return name_key(name.value)[: len(base)] == base
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
