from pathlib import Path

import pytest

from tagfold.errors import TaxonomyError
from tagfold.taxonomy.conflicts import find_conflicts
from tagfold.taxonomy.files import read_taxonomy
from tests.taxonomy.written import said, taxonomy, term, write


def test_the_reader_names_file_line_and_both_sides(tmp_path: Path) -> None:
    write(tmp_path, taxonomy([term("t-1", "things")], [said("one", "t-1")]))
    path = tmp_path / "datasources" / "mappings.csv"
    path.write_text(
        path.read_text()
        + "<<<<<<< HEAD\n" + "two,1,t-1,accept,synonym,0.9,a,2026-11-23,\n"
        + "||||||| base\n" + "two,1,t-0,accept,synonym,0.9,a,2026-11-23,\n"
        + "=======\n" + ">>>>>>> other\n"
    )  # fmt: skip
    with pytest.raises(TaxonomyError) as caught:
        read_taxonomy(tmp_path)
    assert str(caught.value) == (
        f"{path}:3: a git merge stopped here: HEAD says 'two' is t-1 (accept), other says nothing "
        "(the rows are deleted); keep one side of the conflict, or both, and remove the conflict markers"
    )


def test_terms_facets_parts_and_halves_are_told_too() -> None:
    lines = [
        "<<<<<<< HEAD",
        't-1,"a, b",,active,,,',
        "a,2,t-1,accept,split,,x,y,",
        "=======",
        "half",
        "n/a,1,,not_a_tag",
    ]
    assert [str(conflict) for conflict in find_conflicts(lines)] == [
        "a git merge stopped here: HEAD says t-1 is 'a, b' (active); 'a' part 2 is t-1 (accept), "
        "the other side says 'half'; 'n/a': not_a_tag"
    ]
    assert [str(one) for one in find_conflicts(["x", "======="])] == ["a git merge stopped here"]


def test_sides_that_differ_in_a_cell_that_is_not_shown_are_shown_whole() -> None:
    one, other = "bees,1,t-1,accept,synonym,0.9,Ada,2026-11-01,", "bees,1,t-1,accept,synonym,0.9,Ben,2026-11-01,"
    (found,) = find_conflicts(["<<<<<<< HEAD", one, "=======", other, ">>>>>>> ben"])
    assert str(found) == f"a git merge stopped here: HEAD says '{one}', ben says '{other}'"


def test_many_rows_are_counted_and_a_conflict_inside_another_is_one_of_its_own() -> None:
    rows = [f"{word},1,t-1,accept" for word in "abcde"]
    found = list(find_conflicts(["<<<<<<< HEAD", *rows, "<<<<<<< HEAD", "x,1,t-2,accept", "=======", ">>>>>>> ben"]))
    shown = "'a' is t-1 (accept); 'b' is t-1 (accept); 'c' is t-1 (accept) and 2 more"
    assert [(one.line, str(one)) for one in found] == [
        (1, f"a git merge stopped here: HEAD says {shown}, the other side says nothing (the rows are deleted)"),
        (7, "a git merge stopped here: HEAD says 'x' is t-2 (accept), ben says nothing (the rows are deleted)"),
    ]


def test_the_lines_that_go_if_the_first_side_is_kept_are_the_markers_and_all_others() -> None:
    lines = ["<<<<<<< HEAD", "a,1,t-1,accept", "||||||| base", "a,1,t-0,accept", "=======", "b", ">>>>>>> ben", "c"]
    (found,) = find_conflicts(lines)
    assert found.dropped == [1, 3, 4, 5, 6, 7]
    assert (found.ours.rows, found.theirs.rows) == (["a,1,t-1,accept"], ["b"])
