import subprocess
import sys

import pytest

from analyzer.errors import ReportError
from analyzer.report import FORMATS, write_report
from tests.report.mills import mills_model


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_is_written_the_same_twice(name: str) -> None:
    written = write_report(mills_model(), name)
    assert "e_cash" in written
    assert written.endswith("\n")
    assert written == write_report(mills_model(), name)


@pytest.mark.parametrize("name", ["qdpx", "qdc", "xlsx", "pdf", "", "MD"])
def test_other_formats_are_refused_with_those_there_are(name: str) -> None:
    with pytest.raises(ReportError) as caught:
        write_report(mills_model(), name)
    assert repr(name) in caught.value.message
    assert "md, html, csv, json" in caught.value.hint


def test_importing_the_writers_loads_no_heavy_library() -> None:
    script = (
        "import sys, analyzer.report, analyzer.report.lines, analyzer.report.text; print({'lxml', 'rich', 'textual', 'chromadb'} & set(sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.strip() == "set()"
