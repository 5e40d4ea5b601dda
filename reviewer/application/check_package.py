"""Run the procedure of section 5 over a file or a folder, with the trust folder as it is now."""

from collections.abc import Callable, Sequence
from pathlib import Path

from reviewer.application.jobs import CancelToken, Progress, Report
from reviewer.application.ports import LoadTrust, OpenPackage
from reviewer.evidence.verification_result import VerificationResult
from reviewer.verification.media_probe import MediaProbe
from reviewer.verification.reader import Limits
from reviewer.verification.verify import verify


class PackageCheck:
    """The ``CheckPackage`` port: what every deed that verifies shares. It neither stores nor judges."""

    def __init__(
        self,
        open_package: OpenPackage,
        load_trust: LoadTrust,
        trust_folder: Path,
        make_probe: Callable[[], MediaProbe | None] = lambda: None,
        limits: Limits | None = None,
    ) -> None:
        self._open_package = open_package
        self._load_trust = load_trust
        self._trust_folder = trust_folder
        self._make_probe = make_probe
        self._limits = limits or Limits()

    def check(
        self,
        path: Path,
        at: int,
        report: Report,
        cancel: CancelToken,
        *,
        trust_folder: Path | None = None,
        expected_heads: Sequence[str] = (),
    ) -> VerificationResult:
        """See the port. The reader is closed on every way out."""

        def progress(done: int, total: int) -> None:
            cancel.raise_if_cancelled()
            report(Progress("verifying", done, total))

        cancel.raise_if_cancelled()
        report(Progress("verifying"))
        trust = self._load_trust(trust_folder or self._trust_folder)
        reader = self._open_package(path, self._limits)
        try:
            return verify(
                reader,
                trust,
                at,
                expected_heads=tuple(expected_heads),
                limits=self._limits,
                probe=self._make_probe(),
                progress=progress,
            )
        finally:
            reader.close()
