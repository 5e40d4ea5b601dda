"""The bar that says whom this computer trusts, where it trusts nobody: without anchors nothing can be verified."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from reviewer.application.errors import ReviewerError
from reviewer.gui.job_runner import JobRunner
from reviewer.gui.theme import Tone
from reviewer.gui.widgets.message_bar import MessageArea
from reviewer.verification.trust import Role

KEY = "trust"
_ROLE_WORDS = {
    Role.SEALING: "sealing services",
    Role.CUSTODY: "custodians",
    Role.TIMESTAMPING: "timestamp authorities",
}


def tell_of_trust(messages: MessageArea, jobs: JobRunner, folder: Path) -> None:
    """Looks at the trust folder on a thread, and says in a bar which anchors are missing."""
    job = jobs.call("Reading the trust folder", lambda _report, _cancel: _what_is_missing(folder))

    def tell(found: tuple[str, str]) -> None:
        sentence, detail = found
        messages.clear(KEY)
        if sentence:
            messages.tell(
                KEY,
                Tone.CAUTION,
                sentence,
                detail=detail,
                actions=[
                    ("Open the folder", lambda: _open(folder)),
                    ("Look again", lambda: tell_of_trust(messages, jobs, folder)),
                ],
            )

    job.succeeded.connect(tell)
    job.failed.connect(lambda sentence: messages.tell(KEY, Tone.BAD, sentence))


def _what_is_missing(folder: Path) -> tuple[str, str]:
    """A sentence and what to do; both empty where every role has an anchor."""
    from reviewer.intake.trust_folder import load_trust  # here: it imports the readers of certificates

    advice = (
        "Ask whoever looks after trust in your agency for the root certificates, and put them as .pem files into "
        "anchors/sealing, anchors/custody and anchors/timestamping of that folder."
    )
    try:
        trust = load_trust(folder) if folder.is_dir() else None
    except ReviewerError as fault:
        return str(fault), ""
    missing = [words for role, words in _ROLE_WORDS.items() if trust is None or not trust.of(role)]
    if not missing:
        return "", ""
    if len(missing) == len(_ROLE_WORDS):
        return f"No trust anchors in {folder}: every package will read “signer not trusted”.", advice
    return f"No trust anchors for {' and '.join(missing)} in {folder}: packages will read “signer not trusted”.", advice


def _open(folder: Path) -> None:
    for name in ("sealing", "custody", "timestamping"):
        (folder / "anchors" / name).mkdir(parents=True, exist_ok=True)
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
