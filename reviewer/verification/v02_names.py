"""V2: names are safe on every machine, unique, and within the limits (specification 1.5, 1.6)."""

from itertools import pairwise

from reviewer.evidence.findings import Code, Step, StepOutcome
from reviewer.verification import tree
from reviewer.verification.examination import Examination, StepRecord
from reviewer.verification.names import folded, problem_with_name
from reviewer.verification.v01_container import V2_CODES

_NEXT = " Do not unpack this file; ask the sender for the package again."


def check(exam: Examination) -> None:
    with exam.step(Step.NAMES) as step:
        told: set[tuple[Code, str]] = set()
        for defect in exam.reader.defects:
            if defect.code in V2_CODES and (defect.code, defect.subject) not in told:
                told.add((defect.code, defect.subject))
                where = f"“{defect.subject}”: " if defect.subject else "The container: "
                step.finds(defect.code, defect.subject, f"{where}{defect.message}.{_NEXT}")
        names = list(exam.reader.names())
        if not names and exam.results[Step.CONTAINER].outcome is StepOutcome.FAILED:
            step.unable("no name could be read")
        _check_names(names, list(exam.reader.folders()), step, told)
        _check_limits(exam, names, step)


def _check_names(files: list[str], folders: list[str], step: StepRecord, told: set[tuple[Code, str]]) -> None:
    seen: dict[str, str] = {}
    for name in [*files, *folders]:
        problem = problem_with_name(name)
        if problem is not None and (Code.UNSAFE_NAME, name) not in told:
            step.finds(Code.UNSAFE_NAME, name, f"The name “{name}” {problem}.{_NEXT}")
        key = folded(name)
        if key in seen and (Code.DUPLICATE_NAME, name) not in told:
            message = f"“{name}” and “{seen[key]}” are one name on some machines."
            step.finds(Code.DUPLICATE_NAME, name, message + _NEXT)
        seen.setdefault(key, name)
    _check_files_as_folders(files, step)


def _check_files_as_folders(files: list[str], step: StepRecord) -> None:
    """A file whose name is that of another's folder. With the slash before every character, they are neighbours."""
    in_order = sorted((folded(name).replace("/", "\0"), name) for name in files)
    for (above, file), (below, name) in pairwise(in_order):
        if below.startswith(f"{above}\0"):
            step.finds(Code.DUPLICATE_NAME, name, f"“{file}” is a file, and the folder of “{name}” too.{_NEXT}")


def _check_limits(exam: Examination, names: list[str], step: StepRecord) -> None:
    limits = exam.limits
    hops: set[int] = set()
    if len(names) > limits.entries:
        step.finds(Code.LIMIT, "", f"The package has {len(names)} files; at most {limits.entries} are allowed.{_NEXT}")
    for name in names:
        size = exam.reader.size(name)
        limit = None
        if tree.is_big_manifest(name):
            limit = limits.manifest_bytes
        elif tree.is_record(name):
            limit = limits.record_bytes
        if limit is not None and size > limit:
            step.finds(Code.LIMIT, name, f"“{name}” has {size:,} bytes; at most {limit:,} are allowed.{_NEXT}")
        number = tree.hop_number(name)
        if number is not None:
            hops.add(number)
    if len(hops) > limits.hops:
        step.finds(
            Code.LIMIT, "", f"The package has {len(hops)} custody events; at most {limits.hops} are allowed.{_NEXT}"
        )
