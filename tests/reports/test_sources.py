from __future__ import annotations

import os
from pathlib import Path

import pytest

from tagfold.errors import SourceError
from tagfold.reports.report import Problem
from tagfold.reports.sources import ReportFile, list_reports, read_bytes


def write(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {name}\n", encoding="utf-8")


def paths_in(*folders: Path) -> list[str]:
    return [file.path for file in list_reports(folders)[0]]


def test_a_file_called_dot_md_is_a_report(tmp_path: Path) -> None:
    write(tmp_path, ".md", "a.md")
    assert paths_in(tmp_path) == [".md", "a.md"]


def test_names_with_spaces_ampersands_and_accents(tmp_path: Path) -> None:
    names = ["A & B testing.md", "A_B testing.md", "Économie   circulaire.md", "a'b\"c.md"]
    write(tmp_path, *names)
    assert paths_in(tmp_path) == sorted(names)


def test_markdown_files_only_in_all_folders_but_hidden_ones(tmp_path: Path) -> None:
    write(tmp_path, "b.MD", "a.markdown", "c.txt", "md", "2023/x.md", "2023/more/y.md", ".git/z.md")
    assert paths_in(tmp_path) == ["2023/more/y.md", "2023/x.md", "a.markdown", "b.MD"]


def test_more_than_one_folder_puts_its_name_before_the_path(tmp_path: Path) -> None:
    write(tmp_path / "one", "a.md")
    write(tmp_path / "two", "a.md")
    assert paths_in(tmp_path / "one", tmp_path / "two") == ["one/a.md", "two/a.md"]


def test_two_files_of_one_name_are_one_report_and_a_problem(tmp_path: Path) -> None:
    write(tmp_path / "x" / "pages", "a.md")
    write(tmp_path / "y" / "pages", "a.md")
    files, problems = list_reports((tmp_path / "x" / "pages", tmp_path / "y" / "pages"))
    assert [(file.path, file.on_disk) for file in files] == [("pages/a.md", tmp_path / "x" / "pages" / "a.md")]
    left_out = tmp_path / "y" / "pages" / "a.md"
    message = f"two sources have a file of this name, so {left_out} was left out"
    assert problems == [("pages/a.md", Problem(0, "same-path", message, "rename its folder"))]


def test_links_to_folders_are_not_followed_and_links_to_files_are(tmp_path: Path) -> None:
    write(tmp_path / "pages", "a.md")
    (tmp_path / "pages" / "loop").symlink_to(tmp_path / "pages")
    (tmp_path / "pages" / "b.md").symlink_to(tmp_path / "pages" / "a.md")
    assert paths_in(tmp_path / "pages") == ["a.md", "b.md"]


def test_a_link_to_a_file_outside_the_folder_is_a_problem(tmp_path: Path) -> None:
    write(tmp_path, "secrets.md", "pages/a.md", "pages-of-others/b.md")
    (tmp_path / "pages" / "s.md").symlink_to(tmp_path / "secrets.md")
    (tmp_path / "pages" / "t.md").symlink_to("../pages-of-others/b.md")
    files, problems = list_reports((tmp_path / "pages",))
    assert [file.path for file in files] == ["a.md"]
    assert [(path, problem.code) for path, problem in problems] == [("s.md", "link-outside"), ("t.md", "link-outside")]


def test_a_name_that_is_not_utf_8_is_listed_and_read(tmp_path: Path) -> None:
    location = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.md"))
    try:
        location.write_bytes(b"# T")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    files, _ = list_reports((tmp_path,))
    assert [file.path for file in files] == ["caf\\udce9.md"]
    assert read_bytes(files[0], 100) == b"# T"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nowhere", "nowhere: there is no such folder; name an existing folder of reports"),
        ("a.md", r"a\.md: this is a file, neither a folder nor an archive of reports; name the folder"),
        ("empty", r"empty: no report \(\*\.md\) in it; name a folder that has some"),
    ],
)
def test_a_source_that_cannot_be_read_is_one_sentence(tmp_path: Path, name: str, message: str) -> None:
    write(tmp_path, "a.md")
    (tmp_path / "empty").mkdir()
    with pytest.raises(SourceError, match=message):
        list_reports((tmp_path / name,))


def test_bytes_up_to_the_limit_are_read_and_more_are_a_problem(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(b"x" * 3_000_000)
    file = ReportFile("a.md", tmp_path / "a.md")
    assert read_bytes(file, 3_000_000) == b"x" * 3_000_000
    message = "the file has 3 MB, more than 2, so it was left out"
    assert read_bytes(file, 2_000_000) == Problem(0, "too-large", message, "take out its images")


def test_a_file_that_went_away_is_a_problem(tmp_path: Path) -> None:
    message = "the file went away while the folder was read"
    assert read_bytes(ReportFile("a.md", tmp_path / "a.md"), 100) == Problem(0, "vanished", message, "run again")


def test_a_pipe_is_no_file_and_does_not_hold_up_the_run(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    message = "this is a pipe or a device, not a file"
    assert read_bytes(ReportFile("pipe.md", tmp_path / "pipe.md"), 100) == Problem(
        0, "not-a-file", message, "remove it from the folder"
    )


def test_a_folder_called_like_a_report_is_walked_into(tmp_path: Path) -> None:
    write(tmp_path, "old.md/a.md")
    assert paths_in(tmp_path) == ["old.md/a.md"]
