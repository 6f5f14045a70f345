"""Text of authors and curators is shown as text, even if it is a script."""

from __future__ import annotations

from playwright.sync_api import Dialog

from tests.review.web.conftest import Made, Open, site
from tests.review.web.steps import at, click, press

SCRIPT = "<script>document.title='stolen'</script><img src=x onerror=\"document.title='stolen'\">"


def test_a_script_in_a_tag_a_term_or_a_file_name_is_text(made: Made, opened: Open) -> None:
    terms = (
        "term_id,label,broader_id,status,replaced_by,definition,since\n"
        'ds-0001,"<img src=x onerror=alert(1)> surveys",,active,,"<script>alert(2)</script>",1.0.0\n'
    )
    place = made(
        {SCRIPT: 2, "<img src=x onerror=alert(1)> survey": 1}, terms, name="<img src=x onerror=alert(3)> {}.md"
    )
    with site(place.desk()) as served:
        page = opened(served.address)
        for path in ("queue", "queue?at=1", "classes", "terms", "term?facet=datasources&id=ds-0001", "history"):
            page.goto(f"{served.address}{path}")
            assert page.locator("main img, main script").count() == 0
            assert "stolen" not in page.title().split(" · ")[-1]
        at(page, served, SCRIPT)
        assert page.locator("mark").first.inner_text() == f"[[datasources:{SCRIPT}]]"
        assert "<img src=x onerror=alert(3)>" in page.locator(".where").first.inner_text()
        press(page, "x")
        page.goto(f"{served.address}history")
        assert page.locator("main img, main script").count() == 0


def test_a_script_in_a_report_s_lines_a_note_or_a_name_is_text(made: Made, opened: Open) -> None:
    place = made({"bee counts": 2, "village halls": 2})
    report = place.reports / "report 0.md"
    line = f"[[datasources:bee counts]] {SCRIPT}"
    report.write_text(f"# {SCRIPT}\n\n{SCRIPT}\n{line}\n{SCRIPT}\n", encoding="utf-8")
    place.ingest()
    with site(place.desk(SCRIPT)) as served:
        page = opened(served.address)
        dialogs: list[str] = []

        def refuse(dialog: Dialog) -> None:
            dialogs.append(dialog.message)
            dialog.dismiss()

        page.on("dialog", refuse)
        at(page, served, "bee counts")
        assert line in page.locator("mark").all_inner_texts()
        page.keyboard.press("n")
        page.get_by_label("Label").fill(f"{SCRIPT} counts")
        page.get_by_label("Definition").fill(SCRIPT)
        click(page, page.locator("details[open]").get_by_role("button", name="Show the effect"))
        press(page, "a")
        at(page, served, "village halls")
        page.keyboard.press("w")
        page.keyboard.type(SCRIPT)
        page.keyboard.press("Escape")
        press(page, "u")
        new = next(term.term_id for term in served.desk.terms("datasources") if "script" in term.label)
        for path in ("queue", "history", "terms", f"term?facet=datasources&id={new}", f"queue?text={SCRIPT}"):
            page.goto(f"{served.address}{path}")
            assert page.locator("main img, main script, header img, header script").count() == 0, path
            assert "stolen" not in page.title().split(" · ")[-1]
        assert dialogs == []
