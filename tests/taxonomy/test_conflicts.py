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
