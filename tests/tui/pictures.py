"""Pictures of the screens: ``python -m tests.tui.pictures FOLDER [WORKSPACE [NAME...]]``.

In: a folder, and a workspace of the bundled interviews already read and extracted (without one, they are, in a folder that goes away
again). Out: one SVG a picture of ``PICTURES``, with a morning's decisions made in a copy of the workspace. Always true: the workspace
given is left as it was; a decision about words that the extraction did not find is left out; no path of this machine is in a picture.
"""

import asyncio
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from textual.pilot import Pilot

from analyzer.config import ReviewSettings, Settings, Workspace, load_settings, shipped
from analyzer.records import LinkType, Role
from analyzer.tui.app import AnalyzerApp
from analyzer.workspace import ReviewSession

SEGMENT = "mid-market-manufacturing"
SETTINGS = """\
[segments.mid-market-manufacturing]
title = "Mid-market manufacturing"
owner = "Dana"

[[products]]
id = "close"
name = "Close Manager"

[[products]]
id = "master"
name = "Item Master"
"""
FASTER = "outcome: the close down to five days"
CASH = "outcome: Find eight million dollars"
MARGIN = "outcome: the margin by part family"
FORECAST = "outcome: within five percent"
STOCK = "outcome: decided is twenty"
MASTERS = "obstacle: three item masters"
WORDINGS = {
    FASTER: "Close the books in five days",
    CASH: "Fund the new line from our own balance sheet",
    MARGIN: "Know the margin of every part family",
    FORECAST: "Keep the forecast within five percent, every quarter",
    STOCK: "Bring working capital down to the board's target",
    MASTERS: "Every plant has its own item masters and codes",
    "obstacle: own chart of accounts": "Each country has its own chart of accounts",
    "obstacle: last quarter's number": "Price changes do not reach orders and invoices in time",
    "obstacle: haven't sent": "Work is done but not invoiced",
    "obstacle: pieces and Portage counts": "Some plants count pieces, others pounds",
    "obstacle: what is a machine hour": "Nobody has said what is a machine hour",
    "obstacle: Some is quarterly, some": "Resin price formulas differ from contract to contract",
    "metric: down to five days. We're": "Days to close",
    "metric: DSO's at": "Days sales outstanding",
    "metric: Our gross margin's": "Gross margin",
    "metric: I measured it": "Days from work done to invoice",
    "metric: fifteen percent out": "Forecast error",
    "metric: Twenty-seven. And": "Working capital",
    "metric: Somewhere between eighteen and": "Share of open invoices in dispute",
}
"""Kind and words of a finding as it was extracted -> the reviewer's wording, which approves it."""
UNITED = ((FASTER, "outcome: five days by this December", "outcome: It should be eight"), (MASTERS, "obstacle: own item codes"))
LINKED: tuple[tuple[str, LinkType, str], ...] = (
    (MASTERS, "blocks", FASTER),
    ("obstacle: own chart of accounts", "blocks", FASTER),
    ("metric: down to five days. We're", "measures", FASTER),
    ("obstacle: last quarter's number", "blocks", CASH),
    ("obstacle: haven't sent", "blocks", CASH),
    ("metric: DSO's at", "measures", CASH),
    ("obstacle: pieces and Portage counts", "blocks", MARGIN),
    ("obstacle: what is a machine hour", "blocks", MARGIN),
    ("metric: Our gross margin's", "measures", MARGIN),
    ("obstacle: Some is quarterly, some", "blocks", FORECAST),
    ("metric: fifteen percent out", "measures", FORECAST),
    ("metric: Twenty-seven. And", "measures", STOCK),
    ("metric: I measured it", "measures", "obstacle: haven't sent"),
    ("metric: Somewhere between eighteen and", "measures", "obstacle: last quarter's number"),
)
ROLES: tuple[tuple[str, str, Role], ...] = (
    ("close", "obstacle: own chart of accounts", "leads"),
    ("master", MASTERS, "leads"),
    ("close", MASTERS, "contributes"),
)
REJECTED = (
    "outcome: a live dashboard",
    "outcome: the draft invoice",
    "outcome: Put an automatic",
    "obstacle: every thirty days",
    "obstacle: at five in the afternoon",
    "obstacle: My macro",
)
LATER = ("outcome: scenario every time", "outcome: hand it over")
OPPOSED = ("outcome: keep it or close it", "outcome: a service workshop in Chile", "outcome: the capacity to railway")


@dataclass(frozen=True)
class Picture:
    """Keys that lead to a screen, and how it is shown."""

    keys: tuple[str, ...]
    at: str = ""
    """``kind: words`` of the finding that Review is on."""
    size: tuple[int, int] = (120, 40)
    theme: str = "evening"
    colour: bool = True


OPEN = "obstacle: spreadsheet that Declan"
CLOSE = ("2", "/", *"books in five", "enter")
PICTURES = {
    "interviews": Picture(("1", "j")),
    "review": Picture((), OPEN),
    "review-small": Picture((), OPEN, (80, 24)),
    "review-large": Picture((), OPEN, (200, 60)),
    "review-paper": Picture((), OPEN, theme="paper"),
    "review-contrast": Picture((), OPEN, theme="contrast"),
    "review-nocolour": Picture((), OPEN, colour=False),
    "merged": Picture(CLOSE),
    "merge": Picture((*CLOSE, "m")),
    "edit": Picture((*CLOSE, "e")),
    "reader": Picture((*CLOSE, "enter")),
    "disagreements": Picture(("2", "D")),
    "filter": Picture(("2", "f")),
    "segment": Picture(("3", "j")),
    "segment-small": Picture(("3", "j"), size=(80, 24)),
    "segment-large": Picture(("3", "j"), size=(200, 60)),
    "roles": Picture(("3", "j", "p")),
    "report": Picture(("4",)),
    "report-glance": Picture(("4", "]")),
    "report-large": Picture(("4", "]", "]"), size=(200, 60)),
    "report-small": Picture(("4", "]"), size=(80, 24)),
    "evals": Picture(("5",)),
    "evals-large": Picture(("5",), size=(200, 60)),
    "keys": Picture(("?",)),
    "palette": Picture((":",)),
    "tour": Picture(("T", "enter")),
}


def make_workspace(root: Path) -> Workspace:
    """Read and extract the bundled interviews of the segment, offline, in a workspace at ``root``."""
    workspace = Workspace(root)
    shutil.copytree(shipped("corpus") / SEGMENT, workspace.interviews / SEGMENT)
    workspace.toml.write_text("", encoding="utf-8")
    command = [sys.executable, "-m", "analyzer.cli", "run", "--workspace", str(root), "--extractor", "offline"]
    subprocess.run(command, check=True)
    return workspace


class Morning:
    """What a reviewer decides, about findings known by words of what was extracted."""

    def __init__(self, session: ReviewSession) -> None:
        self.session = session
        self.known = [(item.kind, item.original_statement, item.id) for item in session.queue("transcript")]

    def find(self, words: str) -> list[str]:
        """Return the finding of ``kind: words``, or nothing."""
        kind, _, said = words.partition(": ")
        return [identifier for known, statement, identifier in self.known if known == kind and said in statement][:1]

    def work(self) -> None:
        """Decide."""
        session = self.session
        for words, wording in WORDINGS.items():
            for one in self.find(words):
                session.edit(one, {"statement": wording})
        for source, link, target in LINKED:
            for one in self.find(source):
                item = session.finding(one)
                for old in item.finding.links:
                    session.link(one, old.to, old.type, remove=True)
                for other in self.find(target):
                    session.link(one, other, link)
        for members in UNITED:
            ids = [one for words in members for one in self.find(words)]
            if len(ids) > 1:
                session.merge_all(ids)
        for product, words, role in ROLES:
            for one in self.find(words):
                entry = session.finding(one).entry
                if entry is not None:
                    session.set_role(product, entry, role)
        for words in REJECTED:
            for one in self.find(words):
                session.reject(one)
        for words in LATER:
            for one in self.find(words):
                session.later(one)


@contextmanager
def reviewed(workspace: Workspace) -> Iterator[ReviewSession]:
    """Yield the session of a reviewer after a morning's work, a second reviewer having decided some findings too."""
    settings = load_settings(workspace.toml, {}, {}) if workspace.toml.exists() else Settings()
    settings = settings.model_copy(update={"review": ReviewSettings(double_share=0.0)})
    with ReviewSession.open(workspace, settings, reviewer="dana", segment=SEGMENT) as session:
        morning = Morning(session)
        morning.work()
        with ReviewSession.open(workspace, settings, reviewer="noor", segment=SEGMENT) as second:
            other = Morning(second)
            for words in OPPOSED:
                for one in other.find(words):
                    second.reject(one, reason="about somebody else")
        session.catch_up()
        for words in OPPOSED:
            for one in morning.find(words):
                session.approve(one)
        yield session


async def draw(workspace: Workspace, folder: Path, only: Sequence[str] = ()) -> None:
    """Write every picture, or only those named."""
    with reviewed(workspace) as session:
        for name, picture in PICTURES.items():
            if only and name not in only:
                continue
            os.environ.pop("NO_COLOR", None)
            if not picture.colour:
                os.environ["NO_COLOR"] = "1"
            app = AnalyzerApp(session, workspace)
            async with app.run_test(size=picture.size) as pilot:
                app.theme = picture.theme
                for one in Morning(session).find(picture.at) if picture.at else ():
                    app.open_in_review(one)
                await go(pilot, picture.keys)
                svg = app.export_screenshot(title="analyzer review")
            (folder / f"{name}.svg").write_text(plain_font(svg), encoding="utf-8")
            print(name)


async def go(pilot: Pilot[None], keys: tuple[str, ...]) -> None:
    """Press the keys one after the other and wait until all is shown."""
    for key in keys:
        await pilot.press("space" if key == " " else key)
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


def plain_font(svg: str) -> str:
    """Return the picture with a font of the machine it is looked at on, instead of one fetched from the network."""
    without = re.sub(r"@font-face\s*\{[^}]*\}", "", svg)
    return without.replace("Fira Code", "DejaVu Sans Mono")


def main(folder: str, given: str = "", *only: str) -> None:
    """Make the pictures."""
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch) / "discovery"
        workspace = Workspace(Path(shutil.copytree(given, root))) if given else make_workspace(root)
        workspace.toml.write_text(SETTINGS, encoding="utf-8")
        asyncio.run(draw(workspace, out, only))


if __name__ == "__main__":
    main(*sys.argv[1:])
