"""Rows of a stopped merge go together by what they are about; a real contradiction is left for a person."""

import pytest

from tagfold.errors import TaxonomyError
from tagfold.matching.form import form_key
from tagfold.taxonomy.codec import MAPPINGS, TERM_COLUMNS, TERMS
from tagfold.taxonomy.merging import Keep, MergedFile, merge_rows

HEAD = ",".join(MAPPINGS.columns) + "\n"


def row(variant: str, term: str, word: str = "accept", by: str = "Ada", on: str = "2026-11-01", part: int = 1) -> str:
    return f"{variant},{part},{term},{word},synonym,0.9,{by},{on},\n"


def stopped(ours: str, theirs: str, around: str = row("zebras", "t-9")) -> str:
    return f"{HEAD}<<<<<<< HEAD\n{ours}=======\n{theirs}>>>>>>> ben\n{around}"


def merged(text: str, base: str = "", chosen: dict[str, Keep] | None = None) -> MergedFile:
    rows = [tuple(line.split(",")) for line in base.splitlines()]
    return merge_rows(text.encode(), MAPPINGS, lambda cells: form_key(cells[0]), rows, chosen)


def test_different_spellings_are_no_question() -> None:
    found = merged(stopped(row("bees", "t-1") + row("dogs", "t-2"), row("ants", "t-3") + row("cats", "t-4")))
    expected = row("ants", "t-3") + row("bees", "t-1") + row("cats", "t-4") + row("dogs", "t-2")
    assert found.content.decode() == HEAD + expected + row("zebras", "t-9")
    assert found.left == []
    assert [one.rows[0].cells[0] for one in found.merged] == ["ants", "bees", "cats", "dogs"]


def test_one_spelling_with_two_terms_stays_between_markers_until_somebody_chooses() -> None:
    text = stopped(row("bees", "t-1") + row("Dogs", "t-2"), row("dogs", "t-4", by="Ben"))
    found = merged(text)
    assert found.content.decode() == (
        f"{HEAD}{row('bees', 't-1')}<<<<<<< HEAD\n{row('Dogs', 't-2')}=======\n"
        f"{row('dogs', 't-4', by='Ben')}>>>>>>> ben\n{row('zebras', 't-9')}"
    )
    (one,) = found.left
    assert not one.agrees
    with pytest.raises(TaxonomyError, match="contradict each other; keep one side"):
        merged(text, chosen={one.name: Keep.BOTH})
    again = merged(found.content.decode(), chosen={one.name: Keep("theirs")})
    assert again.content.decode() == HEAD + row("bees", "t-1") + row("dogs", "t-4", by="Ben") + row("zebras", "t-9")
    assert again.left == []


def test_a_rejection_and_another_term_may_both_be_kept() -> None:
    text = stopped(row("dogs", "t-1", "reject"), row("dogs", "t-2"))
    (one,) = merged(text).left
    assert one.agrees
    both = merged(text, chosen={one.name: Keep.BOTH}).content.decode()
    assert both == HEAD + row("dogs", "t-1", "reject") + row("dogs", "t-2") + row("zebras", "t-9")
    (one,) = merged(stopped(row("dogs", "t-1", "reject"), row("dogs", "t-1"))).left
    assert not one.agrees


@pytest.mark.parametrize("words", [("reject", "accept"), ("accept", "reject")])
def test_two_spellings_of_one_key_may_not_be_accepted_and_rejected_for_one_term(words: tuple[str, str]) -> None:
    (one,) = merged(stopped(row("Dogs", "t-1", words[0]), row("dogs", "t-1", words[1]))).left
    assert not one.agrees


def test_rejections_go_with_one_doubt_but_two_doubts_contradict_each_other() -> None:
    (one,) = merged(stopped(row("dogs", "t-1", "reject"), row("dogs", "t-2", "unsure"))).left
    assert one.agrees
    (one,) = merged(stopped(row("dogs", "", "not_a_tag"), row("dogs", "t-2", "unsure"))).left
    assert not one.agrees


def test_what_a_person_chose_is_for_that_one_question() -> None:
    text = stopped(row("bees", "t-1") + row("dogs", "t-2"), row("bees", "t-3") + row("dogs", "t-4"))
    bees, dogs = merged(text).left
    found = merged(text, chosen={dogs.name: Keep.OURS})
    assert found.left == [bees]
    assert row("dogs", "t-2") + row("zebras", "t-9") in found.content.decode()
    assert (len(bees.name), len(dogs.name)) == (16, 16)


def test_the_same_decision_by_two_people_is_the_first_one() -> None:
    found = merged(stopped(row("dogs", "t-1", on="2026-11-09"), row("dogs", "t-1", by="Ben", on="2026-11-03")))
    assert found.content.decode() == HEAD + row("dogs", "t-1", by="Ben", on="2026-11-03") + row("zebras", "t-9")


def test_what_one_side_deleted_stays_deleted_if_the_start_is_known() -> None:
    text = stopped(row("bees", "t-1") + row("dogs", "t-1"), row("cats", "t-2"))
    deleted = merged(text, base=row("bees", "t-1")).content.decode()
    assert deleted == HEAD + row("cats", "t-2") + row("dogs", "t-1") + row("zebras", "t-9")
    assert row("bees", "t-1") in merged(text).content.decode()
    (one,) = merged(stopped(row("bees", "t-5"), row("cats", "t-2")), base=row("bees", "t-1")).left
    assert [len(side) for side in (one.ours, one.theirs)] == [1, 0]  # changed there, deleted here


def test_a_side_that_is_not_whole_rows_is_refused_with_its_line() -> None:
    with pytest.raises(TaxonomyError, match="the row has 1 cells, not 9; keep one side") as caught:
        merged(stopped("half\n", row("cats", "t-2")))
    assert caught.value.line == 2
    with pytest.raises(TaxonomyError, match="the row is not CSV") as caught:
        merged(stopped(row("bees", "t-1") + '"half\n', row("cats", "t-2")))
    assert caught.value.line == 4
    with pytest.raises(TaxonomyError, match="a git merge stopped here"):
        merged(HEAD + "=======\n")


def test_the_row_of_a_term_is_one_whatever_it_says() -> None:
    text = (
        f"{','.join(TERM_COLUMNS)}\n<<<<<<< HEAD\nt-1,bees,,active,,,1.0.0\n=======\n"
        "t-1,honey bees,,active,,,1.0.0\n>>>>>>> ben\n"
    )
    (one,) = merge_rows(text.encode(), TERMS, lambda cells: cells[0]).left
    assert (one.subject, one.agrees) == ("t-1", False)


def test_what_goes_is_paired_with_what_takes_its_place() -> None:
    ours = row("dogs", "t-1", "reject") + row("dogs", "t-2")
    (one,) = merged(stopped(ours, row("dogs", "t-1", "reject") + row("dogs", "t-4"))).left
    shown = {
        keep: [[record and record.cells[2] for record in pair] for pair in one.pairs(keep)]
        for keep in (Keep.OURS, Keep.THEIRS)
    }
    assert shown == {Keep.OURS: [["t-4", "t-2"]], Keep.THEIRS: [["t-2", "t-4"]]}
    (one,) = merged(stopped(row("dogs", "t-1", "reject"), row("dogs", "t-2"))).left
    assert one.pairs(Keep.BOTH) == []
