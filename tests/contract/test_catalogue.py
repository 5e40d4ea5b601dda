"""What every catalogue promises: the one on SQLite, and the one in memory that other tests use in its place."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from reviewer.application.ports import Catalogue, LibraryQuery, NewPackage, SortBy
from reviewer.catalogue.sql_catalogue import SqlCatalogue
from reviewer.evidence.findings import Verdict
from reviewer.evidence.verification_result import VerificationResult
from tests.fakes.memory_catalogue import MemoryCatalogue
from tests.fakes.results import NOON, digest, heads, package_id, result


@pytest.fixture(params=["sqlite", "memory"])
def catalogue(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Catalogue]:
    made: Catalogue
    if request.param == "sqlite":
        made = SqlCatalogue(tmp_path / "catalogue.sqlite", tmp_path / "backups")
    else:
        made = MemoryCatalogue()
    yield made
    made.close()


_containers = itertools.count()


def new(outcome: VerificationResult, name: str = "a.asice", quarantined: bool = False, **more: object) -> NewPackage:
    container = digest(f"container {next(_containers)}")
    return NewPackage(
        file_name=name,
        location=f"sha256/{container[:2]}/{container}.asice",
        container_sha256=container,
        size=1234,
        kind="file",
        received_at=NOON,
        quarantined=quarantined,
        result=replace(outcome, container_sha256=container),
        **more,  # type: ignore[arg-type]
    )


def add(catalogue: Catalogue, *packages: NewPackage) -> list[int]:
    with catalogue.unit_of_work(writing=True) as unit:
        keys = [unit.add_package(package) for package in packages]
        unit.commit()
    return keys


def keys(catalogue: Catalogue, text: str = "", **more: object) -> list[int]:
    with catalogue.unit_of_work() as unit:
        query = LibraryQuery(text=text, **more)  # type: ignore[arg-type]
        found = list(unit.keys(query))
        assert unit.count(query) == len(found)
        return found


class TestCatalogue:
    def test_what_was_added_is_found_again_in_full(self, catalogue: Catalogue) -> None:
        package = new(result())
        (key,) = add(catalogue, package)
        with catalogue.unit_of_work() as unit:
            found = unit.find(key)
            assert found is not None
            assert found == unit.find_by_container(package.container_sha256)
            assert unit.locations() == {package.location}
            assert unit.clip_total() == 1
        assert found.latest.result == package.result
        assert found.location == package.location
        assert (found.size, found.kind, found.verification_count) == (1234, "file", 1)
        assert found.summary.code == "SPD-2026-004211"
        assert found.summary.verdict is Verdict.VERIFIED
        assert found.summary.reason == "intact up to event 3"
        assert found.summary.hop_count == 3
        assert found.summary.clip_count == 1

    def test_what_could_not_be_learnt_is_none(self, catalogue: Catalogue) -> None:
        (key,) = add(catalogue, new(result(verdict=Verdict.UNREADABLE), quarantined=True))
        with catalogue.unit_of_work() as unit:
            (summary,) = unit.summaries([key])
        assert summary.package_id is summary.code is summary.agency is summary.submitter is summary.clip_count is None
        assert summary.window_start is summary.window_end is summary.head is None
        assert summary.quarantined
        assert summary.reason == "not a footage package"

    def test_nothing_is_kept_without_commit(self, catalogue: Catalogue) -> None:
        with catalogue.unit_of_work(writing=True) as unit:
            unit.add_package(new(result()))

        def fail() -> None:
            with catalogue.unit_of_work(writing=True) as unit:
                unit.add_package(new(result()))
                raise RuntimeError("the deed failed")

        with pytest.raises(RuntimeError, match="the deed failed"):
            fail()
        assert keys(catalogue) == []

    def test_every_verification_is_kept(self, catalogue: Catalogue) -> None:
        package = new(result())
        (key,) = add(catalogue, package)
        later = replace(package.result, verdict=Verdict.ALTERED, findings=result(verdict=Verdict.ALTERED).findings)
        with catalogue.unit_of_work(writing=True) as unit:
            unit.add_verification(key, NOON + 5, later, quarantined=True)
            unit.commit()
        with catalogue.unit_of_work() as unit:
            found = unit.find(key)
            made = unit.verifications(key)
            assert unit.find_by_package_id(package_id(1)) == []
        assert found is not None
        assert [verification.result for verification in made] == [package.result, later]
        assert found.latest == made[-1]
        assert found.verification_count == 2
        assert found.summary.quarantined
        assert found.summary.reason == "1 clip differs from its seal"

    def test_quarantine_stays_as_it_was_unless_told(self, catalogue: Catalogue) -> None:
        package = new(result(verdict=Verdict.UNTRUSTED), quarantined=True)
        (key,) = add(catalogue, package)
        with catalogue.unit_of_work(writing=True) as unit:
            unit.add_verification(key, NOON + 5, package.result)
            unit.commit()
        with catalogue.unit_of_work() as unit:
            assert unit.summaries([key])[0].quarantined

    def test_histories_of_one_package_come_shortest_first(self, catalogue: Catalogue) -> None:
        longer, shorter, hidden = add(
            catalogue,
            new(result(history=heads("h", 5))),
            new(result(history=heads("h", 2))),
            new(result(history=heads("other", 7), verdict=Verdict.ALTERED), quarantined=True),
        )
        with catalogue.unit_of_work() as unit:
            found = [package.summary.key for package in unit.find_by_package_id(package_id(1))]
        assert found == [shorter, longer]
        assert hidden not in found

    def test_a_continued_history_is_marked_and_kept(self, catalogue: Catalogue) -> None:
        (first,) = add(catalogue, new(result(history=heads("h", 2))))
        (second,) = add(catalogue, new(result(history=heads("h", 4)), supersedes=first))
        with catalogue.unit_of_work() as unit:
            old, young = unit.find(first), unit.find(second)
            assert unit.clip_total() == 1
        assert old is not None
        assert young is not None
        assert (old.superseded_by, young.supersedes) == (second, first)
        assert old.summary.reason == "continued in a longer history; intact up to event 2"
        with catalogue.unit_of_work(writing=True) as unit:
            unit.add_verification(
                second, NOON, result(history=heads("h", 4), verdict=Verdict.ALTERED), quarantined=True
            )
            unit.commit()
        with catalogue.unit_of_work() as unit:
            old = unit.find(first)
        assert old is not None
        assert old.superseded_by is None

    @pytest.mark.parametrize(
        "text",
        ["", "spd-2026", "SPD 004211", "springfield", "resident-56", "FRONT door", "camera-1", "00000001", "d", "1"],
    )
    def test_search_finds_by_everything_a_person_may_know(self, catalogue: Catalogue, text: str) -> None:
        (key,) = add(catalogue, new(result(), name="Dropped.asice"))
        assert keys(catalogue, text) == [key]

    def test_search_finds_by_the_start_of_any_digest(self, catalogue: Catalogue) -> None:
        package = new(result())
        (key,) = add(catalogue, package)
        for text in (package.container_sha256, *heads("package 1", 3), digest("front door.mp4")):
            assert keys(catalogue, text) == [key]
            assert keys(catalogue, text[:9]) == [key]

    @pytest.mark.parametrize(
        "text", ["%", "_", '"', "spd AND nothing", "*", "'", "\\", "absent", "x\x00y", "(", "NEAR"]
    )
    def test_search_takes_every_character_for_itself(self, catalogue: Catalogue, text: str) -> None:
        add(catalogue, new(result()))
        assert keys(catalogue, text) == []

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("Überwachung Straße.asice", "überwachung STRASSE"),
            ("東京都渋谷区.asice", "渋谷区"),
            ("東京都渋谷区.asice", "東京"),
            ("камера Вход.asice", "КАМЕРА вход"),
            ("كاميرا الباب.asice", "الباب"),
            ("100%_sure.asice", "100%_s"),
            ('say "cheese".asice', '"cheese"'),
        ],
    )
    def test_search_knows_every_script(self, catalogue: Catalogue, name: str, text: str) -> None:
        found, _other = add(catalogue, new(result(), name=name), new(result(number=2)))
        assert keys(catalogue, text) == [found]

    def test_all_words_must_occur(self, catalogue: Catalogue) -> None:
        first, _second = add(
            catalogue, new(result(code="A-100", agency="North")), new(result(code="A-100", agency="South"))
        )
        assert keys(catalogue, "a-100 north") == [first]

    def test_filter_by_verdict(self, catalogue: Catalogue) -> None:
        made = dict(zip(Verdict, add(catalogue, *(new(result(verdict=verdict)) for verdict in Verdict)), strict=True))
        wanted = frozenset({Verdict.ALTERED, Verdict.UNREADABLE})
        assert set(keys(catalogue, verdicts=wanted)) == {made[verdict] for verdict in wanted}

    @pytest.mark.parametrize("descending", [False, True])
    @pytest.mark.parametrize("sort_by", list(SortBy))
    def test_sorting_is_stable_and_puts_the_unknown_last(
        self, catalogue: Catalogue, sort_by: SortBy, descending: bool
    ) -> None:
        low = result(code="A", pseudonym="a", window_start=NOON, clips=[("a", "a")])
        high = result(code="b", pseudonym="B", window_start=NOON + 1, clips=[("a", "a"), ("b", "b")])
        unknown = result(verdict=Verdict.UNREADABLE)
        packages = [new(low), new(high), new(unknown), new(low), new(unknown), new(high)]
        packages = [replace(package, received_at=NOON + (place in (1, 5))) for place, package in enumerate(packages)]
        first, second, third, fourth, fifth, sixth = add(catalogue, *packages)
        found = keys(catalogue, sort_by=sort_by, descending=descending)
        if sort_by is SortBy.RECEIVED:
            ascending = [first, third, fourth, fifth, second, sixth]
            assert found == (ascending[::-1] if descending else ascending)
        elif sort_by is SortBy.COMPLETENESS:
            made = [first, second, third, fourth, fifth, sixth]
            assert found == (made[::-1] if descending else made)
        elif sort_by is SortBy.VERDICT:
            ascending = [first, second, fourth, sixth, third, fifth]
            assert found == (ascending[::-1] if descending else ascending)
        elif descending:
            assert found == [sixth, second, fourth, first, fifth, third]
        else:
            assert found == [first, fourth, second, sixth, third, fifth]

    def test_lines_come_in_the_order_asked_for(self, catalogue: Catalogue) -> None:
        made = add(catalogue, *(new(result(number=number)) for number in range(1, 6)))
        wanted = [made[3], 999, made[0], made[4]]
        with catalogue.unit_of_work() as unit:
            assert [summary.key for summary in unit.summaries(wanted)] == [made[3], made[0], made[4]]
            assert list(unit.summaries([])) == []

    def test_a_person_names_a_package_by_what_is_printed(self, catalogue: Catalogue) -> None:
        package = new(result(number=0xABCD))
        (key,) = add(catalogue, package)
        head = package.result.head
        assert head is not None
        for text in (str(key), package_id(0xABCD), package_id(0xABCD)[9:], "0000abcd", package.container_sha256[:12]):
            with catalogue.unit_of_work() as unit:
                assert [found.summary.key for found in unit.find_by_prefix(text)] == [key], text
        with catalogue.unit_of_work() as unit:
            assert [found.summary.key for found in unit.find_by_prefix(f" {head[:10].upper()} ")] == [key]
            for text in ("", "%", "abc", "none", "99", "____"):
                assert list(unit.find_by_prefix(text)) == [], text

    def test_unknown_keys_are_nothing(self, catalogue: Catalogue) -> None:
        with catalogue.unit_of_work() as unit:
            assert unit.find(7) is None
            assert unit.find_by_container(digest("x")) is None
            assert list(unit.verifications(7)) == []
            assert unit.clip_total() == 0

    def test_a_report_is_recorded(self, catalogue: Catalogue) -> None:
        (key,) = add(catalogue, new(result()))
        with catalogue.unit_of_work(writing=True) as unit:
            first = unit.add_report(key, NOON, "R-1", digest("pdf"), "a4")
            second = unit.add_report(key, NOON, "R-1", digest("pdf"), "letter")
            unit.commit()
        assert first != second
