"""The documents that benchmarks/alignment.py makes, and how it counts."""

from __future__ import annotations

import random

import pytest

from transcompare.text import Span

bench = pytest.importorskip("benchmarks.alignment", reason="benchmarks are not part of the source distribution")

LINES = [(f"Раз {i}, и ещё немного слов.", f"One {i}, and a few words more.") for i in range(40)]


def test_the_same_seed_makes_the_same_documents() -> None:
    assert list(bench.documents(LINES, 5, 3, 1)) == list(bench.documents(LINES, 5, 3, 1))
    assert list(bench.documents(LINES, 5, 3, 1)) != list(bench.documents(LINES, 5, 3, 2))


def test_the_beads_of_a_document_cover_every_segment_once() -> None:
    for made in bench.documents(LINES, 30, 6, 0):
        for side in (0, 1):
            covered = sorted(bead[side] for bead in made.beads if bead[side])
            edges = {span.start for span in made.segments[side]} | {span.end for span in made.segments[side]}
            assert {place for span in covered for place in span} <= edges
            assert sum(span.length for span in covered) + len(covered) - 1 == len(made.texts[side])


@pytest.mark.parametrize(
    ("operation", "rendering", "beads"),
    [
        ("merge rendering", "One; Two. Three.", [((0, 10), (0, 9)), ((11, 15), (10, 16))]),
        ("drop rendering", "Two. Three.", [((0, 4), None), ((5, 10), (0, 4)), ((11, 15), (5, 11))]),
        ("exchange", "Two. One. Three.", [((0, 4), (5, 9)), ((5, 10), (0, 4)), ((11, 15), (10, 16))]),
    ],
)
def test_operations(
    operation: str, rendering: str, beads: list[tuple[tuple[int, int], tuple[int, int] | None]]
) -> None:
    pieces = [
        bench.Piece(((a,), (b,)), i)
        for i, (a, b) in enumerate([("Раз.", "One."), ("Два .", "Two."), ("Три.", "Three.")])
    ]
    found = {bench.document(bench.changed(pieces, operation, random.Random(seed))).texts[1] for seed in range(20)}
    assert rendering in found
    made = next(
        made
        for seed in range(20)
        if (made := bench.document(bench.changed(pieces, operation, random.Random(seed)))).texts[1] == rendering
    )
    assert [(bead.original, bead.rendering) for bead in made.beads] == beads
    assert set(made.beads.values()) <= {operation, bench.UNCHANGED}
    assert operation in bench.OPERATIONS


def test_a_split_needs_the_end_of_a_clause() -> None:
    draw = random.Random(0)
    (piece,) = bench.changed(
        [bench.Piece((("Раз.",), ("When it rains, we all stay in.",)), 0)], "split rendering", draw
    )
    assert piece.sides[1] == ("When it rains.", "We all stay in.")
    whole = [bench.Piece((("Раз.",), ("We all stay in.",)), 0)]
    assert bench.changed(whole, "split rendering", draw) == whole


def test_strict_and_lax() -> None:
    one, two = bench.Bead(Span(0, 5), Span(0, 5)), bench.Bead(Span(6, 9), Span(6, 9))
    values = bench.figures([(0, one), (0, two)], [(0, one), (0, bench.Bead(Span(6, 9), Span(4, 9))), (1, one)])
    assert values["strict_precision"] == pytest.approx(1 / 3)
    assert values["strict_recall"] == pytest.approx(1 / 2)
    assert values["lax_precision"] == pytest.approx(2 / 3)
    assert values["lax_recall"] == 1


def test_a_bead_belongs_to_the_operation_where_it_begins() -> None:
    made = bench.Document(
        ("a b", "c"),
        ([], []),
        {bench.Bead(Span(0, 1), Span(0, 1)): bench.UNCHANGED, bench.Bead(Span(2, 3), None): "drop rendering"},
    )
    assert made.operation(bench.Bead(Span(2, 3), Span(0, 1))) == "drop rendering"
    assert made.operation(bench.Bead(None, Span(0, 1))) == bench.UNCHANGED
