"""Search as you type: words that must all occur somewhere in what a package can be found by, in any script.

Both sides are folded: case, width, ligatures and Latin, Greek and Cyrillic accents do not matter. A word of three
characters or more is looked up in FTS5's trigram index; a shorter one, which has no trigram, is found by scanning.
"""

import unicodedata
from collections.abc import Iterator

from sqlalchemy import ColumnElement, Select, and_, column, func, literal_column, select, table

from reviewer.application.ports import LibraryQuery, SortBy
from reviewer.catalogue.tables import SEARCH_INDEX, library_lines, search_texts, storable
from reviewer.evidence.verification_result import VerificationResult

TRIGRAM = 3
_SORT_COLUMNS = {
    SortBy.CODE: library_lines.c.code_folded,
    SortBy.WINDOW: library_lines.c.window_start,
    SortBy.SUBMITTER: library_lines.c.submitter_folded,
    SortBy.CLIPS: library_lines.c.clip_count,
    SortBy.RECEIVED: library_lines.c.received_at,
    SortBy.VERDICT: library_lines.c.severity,
    SortBy.COMPLETENESS: library_lines.c.completeness,
}


def fold(words: str) -> str:
    """The form in which texts are compared: compatibility forms, no case, no combining accents, no controls."""
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", words).casefold())
    kept = "".join(
        " " if unicodedata.category(character) == "Cc" else character
        for character in decomposed
        if not "\u0300" <= character <= "\u036f"
    )
    return storable(unicodedata.normalize("NFC", kept))


def searchable_text(file_name: str, container_sha256: str, result: VerificationResult) -> str:
    """Everything a package can be found by, one item a line, so that no word matches across two items."""
    return "\n".join(dict.fromkeys(fold(item) for item in _items(file_name, container_sha256, result) if item))


def _items(file_name: str, container_sha256: str, result: VerificationResult) -> Iterator[str]:
    yield file_name
    yield container_sha256
    yield result.package_id or ""
    if result.request is not None:
        yield result.request.investigation_code
        yield result.request.agency
        yield result.request.request_id
    if result.submission is not None:
        yield result.submission.pseudonym
    for hop in result.hops:
        yield hop.manifest_sha256 or ""
        if hop.event is not None:
            yield hop.event.actor.agency
            yield hop.event.actor.name
    for clip in result.clips:
        yield clip.path.rpartition("/")[2]
        yield clip.sha256 or ""
        if clip.claim is not None:
            yield clip.claim.camera.pseudonym


def matching_keys(query: LibraryQuery) -> Select[tuple[int]]:
    """The keys that match, sorted; unknown values last in either direction, equal ones by the order of receipt."""
    return sorted_by(select(library_lines.c.package_key).where(condition(query)), query)


def sorted_by(statement: Select[tuple[int]], query: LibraryQuery) -> Select[tuple[int]]:
    first, key = _SORT_COLUMNS[query.sort_by], library_lines.c.package_key
    if query.descending:
        return statement.order_by(first.desc().nulls_last(), key.desc())
    return statement.order_by(first.asc().nulls_last(), key.asc())


def condition(query: LibraryQuery) -> ColumnElement[bool]:
    """The WHERE clause of a query: every word, and one of the verdicts if any is named."""
    clauses = [_holds(word) for word in fold(query.text).split()]
    if query.verdicts:
        clauses.append(library_lines.c.verdict.in_([verdict.value for verdict in sorted(query.verdicts)]))
    return and_(literal_column("1") == 1, *clauses)


def _holds(word: str) -> ColumnElement[bool]:
    if len(word) < TRIGRAM:
        scan = select(search_texts.c.package_key).where(func.instr(search_texts.c.text, word) > 0)
        return library_lines.c.package_key.in_(scan)
    phrase = '"' + word.replace('"', '""') + '"'
    return library_lines.c.package_key.in_(select(_index.c.rowid).where(_index_itself.op("MATCH")(phrase)))


_index = table(SEARCH_INDEX, column("rowid"))
_index_itself: ColumnElement[str] = literal_column(SEARCH_INDEX)
