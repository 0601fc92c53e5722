import base64
import hashlib
from typing import Any

from hypothesis import HealthCheck, given, settings
from lxml import html

from analyzer.report.escape import visible
from analyzer.report.html import write_html
from analyzer.segment import build_segment
from tests.report.hostile import hostile_model
from tests.report.mills import mills_model
from tests.report.reading import quotes_of, texts_of
from tests.segment.making import Hearing
from tests.segment.segments import hearings


def read(written: str) -> Any:
    return html.fromstring(written)


def flat(text: str) -> str:
    return "".join(text.split())


def test_the_page_is_self_contained_and_forbids_everything_else() -> None:
    page = read(write_html(mills_model()))
    policy = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")[0]
    digest = base64.b64encode(hashlib.sha256(page.xpath("//style")[0].text.encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert not page.xpath("//script | //img | //iframe | //link | //object | //form | //base")
    assert "url(" not in page.xpath("//style")[0].text
    assert "@import" not in page.xpath("//style")[0].text


def test_links_lead_inside_the_page_only() -> None:
    page = read(write_html(mills_model()))
    targets = page.xpath("//@href")
    assert targets == ["#e_cash", "#e_calm"]
    assert all(page.get_element_by_id(target.removeprefix("#")).tag == "section" for target in targets)


def test_hostile_text_is_shown_and_does_nothing() -> None:
    model = hostile_model()
    written = write_html(model)
    page = read(written)
    allowed = (
        "html head meta title style body main p h1 h2 h3 h4 dl div dt dd span section figure blockquote figcaption strong em code table thead tbody "
        "tr th td ul li a svg rect circle footer"
    )
    assert {element.tag for element in page.iter()} <= set(allowed.split())
    assert not [name for element in page.iter() for name in element.attrib if name.startswith("on") or name == "style"]
    content = flat(page.text_content())
    for text in texts_of(model):
        assert flat(visible(text)) in content
    assert page.xpath("//h1")[0].text_content() == "Mills <b>& more</b> [x](y)"


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(hearings())
def test_the_page_says_what_the_document_says(hearing: Hearing) -> None:
    model = hearing.model()
    content = flat(read(write_html(model)).text_content())
    assert all(flat(text) in content for text in texts_of(model))


def test_quotes_are_verbatim_to_the_letter_line_breaks_included() -> None:
    hearing = Hearing()
    (talk,) = hearing.talks_in("Alm")
    hearing.outcome("o", talk, "we  want\nsteadier   cash")
    model = hearing.model()
    shown = [element.text_content() for element in read(write_html(model)).xpath("//blockquote")]
    assert shown == ["\u201cwe  want\nsteadier   cash\u201d"] == [f"\u201c{quote.words}\u201d" for quote in quotes_of(model)]


def test_an_empty_segment_says_what_to_do_next() -> None:
    page = read(write_html(build_segment("new", reviewed=(), entries=(), interviews=())))
    assert "analyzer review --segment new" in [code.text for code in page.xpath("//code")]
