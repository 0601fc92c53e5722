"""What a run with a model says before, while and after: effort and money, progress, answers that are kept."""

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from analyzer.cli.console import Console
from analyzer.cli.pace import Pace, clock_words, dollars
from analyzer.extract.estimate import MESSAGE_TOKENS
from analyzer.pipeline import ExtractEvent, Forecast
from analyzer.records import ChunkOutcome, Interview, Run, StepState, Usage, Window
from tests.cli.conftest import Answer, Call
from tests.extract_chain.model import asked_for, diligent, material, model
from tests.factories import make_interview
from tests.llm.fault_server import Act, FaultServer, fail

BEATE = "Beate: We want to answer every farmer within two days, because the co-operative loses members otherwise."
TALK = f"""Ida: What do you want to reach this year?
{BEATE}
Ida: And what is in the way?
Uwe: The weighing tickets come on paper, so three people type 400 tickets a day.
"""
SIDES = "speakers:\n  Ida: {side: interviewer}\n  Beate: {side: customer}\n  Uwe: {side: customer}\n"


@pytest.fixture
def mill(call: Call, tmp_path: Path) -> Path:
    """A workspace with two interviews that were read and not extracted."""
    call("init", tmp_path)
    folder = tmp_path / "interviews" / "mills"
    folder.mkdir()
    for number, name in enumerate(("one", "two")):
        (folder / f"{name}.txt").write_text(TALK.replace("400", str(400 + number)).replace("reach", f"reach at {name}"), encoding="utf-8")
        (folder / f"{name}.yaml").write_text(f"organisation: Mill {name}\n{SIDES}", encoding="utf-8")
    assert call("ingest", "--no-index", "--workspace", tmp_path).code == 0
    return tmp_path


@pytest.fixture(scope="module")
def server() -> Iterator[FaultServer]:
    """A model that reads every window as asked."""
    with FaultServer(model(diligent)) as running:
        yield running


def extract(call: Call, mill: Path, url: str, *more: object, verb: str = "extract") -> Answer:
    return call(verb, "--workspace", mill, "--extractor", "llm", "--base-url", url, *more)


def set_price(mill: Path) -> None:
    (mill / "analyzer.toml").write_text("[model]\nprice_in = 100.0\nprice_out = 200.0\n", encoding="utf-8")


def events_of(answer: Answer) -> list[dict[str, Any]]:
    """Return the events of extraction on standard error."""
    return [one for one in map(json.loads, answer.err.splitlines()) if one.get("stage") == "extracting"]


def test_a_dry_run_counts_what_will_be_sent_in_every_profile_and_sends_nothing(call: Call, mill: Path, server: FaultServer) -> None:
    set_price(mill)
    before = len(server.requests)
    plan: dict[str, Any] = extract(call, mill, server.url, "--dry-run", "--json").records[0]
    assert len(server.requests) == before
    assert (plan["schema"], plan["interviews"], plan["windows"], plan["requests"], plan["profile"]) == ("analyzer.plan/1", 2, 2, 6, "standard")
    assert plan["cost_usd"] == pytest.approx((100 * plan["tokens_in"] + 200 * plan["tokens_out"]) / 1e6)
    costs = [plan["profiles"][name]["cost_usd"] for name in ("fast", "standard", "thorough")]
    assert costs == sorted(costs)
    assert "[model] price_in" in extract(call, mill, server.url, "--dry-run").out


def test_the_prompts_of_the_window_steps_are_counted_as_they_are_sent(call: Call, mill: Path, server: FaultServer) -> None:
    from analyzer.llm.tokens import counter

    before = len(server.requests)
    assert "fast *" in extract(call, mill, server.url, "--dry-run", "--profile", "fast").out
    plan: dict[str, Any] = extract(call, mill, server.url, "--dry-run", "--profile", "fast", "--json").records[0]
    assert extract(call, mill, server.url, "--profile", "fast").code == 0
    sent = [message["content"] for body in server.requests[before:] for message in body["messages"]]
    assert plan["tokens_in"] == sum(counter()(text) + MESSAGE_TOKENS for text in sent)


def test_a_list_price_says_how_old_it_is_and_an_unknown_one_is_not_nothing(call: Call, mill: Path, server: FaultServer) -> None:
    shown = extract(call, mill, server.url, "--dry-run", "--model", "gpt-4o-mini").out
    assert "as of " in shown
    assert "127.0.0.1 may charge otherwise" in shown
    plan = extract(call, mill, server.url, "--dry-run", "--json").records[0]
    assert (plan["price"], plan["cost_usd"]) == (None, None)
    assert "cannot hold" in extract(call, mill, server.url, "--dry-run").out


def test_half_a_price_is_no_price(call: Call, mill: Path, server: FaultServer) -> None:
    (mill / "analyzer.toml").write_text("[model]\nprice_in = 1.0\n", encoding="utf-8")
    answer = extract(call, mill, server.url, "--dry-run")
    assert (answer.code, "price_out" in answer.err) == (2, True)


def test_a_cap_that_cannot_hold_is_refused_before_anything_is_sent(call: Call, mill: Path) -> None:
    answer = extract(call, mill, "http://models.example/v1", "--model", "nobody-knows", "--max-cost", "2")
    assert answer.code == 2
    assert "a cap of 2 USD cannot hold" in answer.err
    assert "price_in" in answer.err


def test_a_price_of_ones_own_makes_the_cap_hold(call: Call, mill: Path, server: FaultServer) -> None:
    set_price(mill)
    before = len(server.requests)
    answer = extract(call, mill, server.url, "--max-cost", "0.05")
    assert (answer.code, len(server.requests)) == (1, before)
    assert "--max-cost" in answer.err


def test_who_is_asked_for_consent_sees_windows_tokens_and_money_first(call: Call, mill: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    screen = Terminal()
    monkeypatch.setattr(sys, "stdin", Terminal("n\n"))
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setenv("ANALYZER_MODEL", "gpt-4o-mini")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-nobody")
    assert call("extract", "--workspace", mill).code == 0
    before = screen.getvalue().partition("[y/N]")[0]
    for words in ("api.openai.com", "2 windows", "6 requests", "tokens in", "USD", "as of ", "cap: 5 USD"):
        assert words in before
    assert "the offline extractor" in screen.getvalue()


def test_progress_counts_windows_findings_tokens_and_money(call: Call, mill: Path, server: FaultServer) -> None:
    set_price(mill)
    answer = extract(call, mill, server.url, "--json")
    events = events_of(answer)
    assert [event["done"] for event in events] == list(range(7))
    assert {event["of"] for event in events} == {6}
    last = events[-1]
    assert (last["interview"], last["interviews"], last["requests"], last["seconds_left"]) == (2, 2, 6, 0)
    assert (last["tokens_in"], last["tokens_out"], last["cost_usd"]) == (600, 60, pytest.approx((600 * 100 + 60 * 200) / 1e6))
    assert [event["found"] for event in events] == sorted(event["found"] for event in events)
    [total] = [record for record in answer.records if record["schema"] == "analyzer.extraction/1"]
    assert (total["found"], total["answers"], total["kept_answers"], total["not_read"]) == (last["found"], 6, 0, {})


def test_again_costs_nothing_where_answers_are_kept_and_fresh_asks_anew(call: Call, mill: Path, server: FaultServer) -> None:
    assert "asked 6 times" in extract(call, mill, server.url).err
    before = len(server.requests)
    again = extract(call, mill, server.url, "--again").err
    assert "4 answers kept" in again
    assert "asked nothing; 6 of 6 answers from the cache" in again
    assert len(server.requests) == before
    fresh = extract(call, mill, server.url, "--fresh").err
    assert "asked 6 times" in fresh
    assert "0 of 6 answers from the cache" in fresh
    assert len(server.requests) == before + 6
    assert "already" in extract(call, mill, server.url).err


def test_a_window_that_was_not_read_is_named_counted_and_tried_again(call: Call, mill: Path) -> None:
    healthy = model(diligent)
    broken = True
    with FaultServer(lambda body: fail(400) if broken and asked_for(body) == "metrics" and "401" in material(body) else healthy(body)) as server:
        answer = extract(call, mill, server.url)
        assert answer.code == 1
        assert "two.txt: metrics, turns 0 to 3: failed" in answer.err
        assert "not read: 1 failed" in answer.err
        two = next(record["id"] for record in call("export", "interviews", "--workspace", mill).records if "two" in str(record["source"]))
        shown = call("show", two, "--workspace", mill).out
        assert "not everything was read; analyzer extract goes on from there" in " ".join(shown.split())
        assert "not read: metrics of w_" in shown
        broken = False
        answer = extract(call, mill, server.url)
    assert answer.code == 0
    assert "extracting 1 interview with" in answer.err
    assert "1 of 3 answers from the cache" in answer.err
    assert "everything was read" in call("show", two, "--workspace", mill).out


def test_a_corrected_side_holds_for_the_next_extraction(call: Call, mill: Path, server: FaultServer) -> None:
    identifier = next(record["id"] for record in call("export", "interviews", "--workspace", mill).records if "one" in str(record["source"]))
    assert call("speakers", identifier, "set", "Beate", "--side", "vendor", "--workspace", mill).code == 0
    before = len(server.requests)
    extract(call, mill, server.url)
    said = BEATE.partition(": ")[2]
    lines = [line for body in server.requests[before:] for line in material(body).splitlines() if said in line and "at one" in material(body)]
    assert lines
    assert all(line.startswith("Vendor: ") for line in lines)


def test_a_run_ends_at_its_time_and_goes_on_later(call: Call, mill: Path, server: FaultServer) -> None:
    (mill / "analyzer.toml").write_text("[model]\nmax_minutes = 0.0000001\n", encoding="utf-8")
    answer = extract(call, mill, server.url)
    assert answer.code == 1
    assert "seconds are used up" in answer.err
    (mill / "analyzer.toml").write_text("", encoding="utf-8")
    assert extract(call, mill, server.url).code == 0


def event(interview: Interview, chunk: str, step: str, *, state: StepState = "done", requests: int = 1) -> ExtractEvent:
    run = Run(id="r_x", interview=interview.id, interview_version="", extractor="llm", started_at="")
    usage = Usage(requests=requests, prompt_tokens=1000 * requests, completion_tokens=100 * requests)
    return ExtractEvent(interview, 1, 1, ChunkOutcome(chunk=chunk, step=step, state=state, answer="{}", usage=usage), run)


def test_time_left_is_told_from_the_windows_a_model_read_and_halves_do_not_count() -> None:
    interview = make_interview()
    window = Window(id="w_a", interview=interview.id, version="", index=0, start=0, end=1, first_turn=0, last_turn=3, tokens=9)
    windows = {(interview.id, name): window for name in ("w_a", "w_b", "w_c")}
    now = [0.0]
    pace = Pace(Forecast(1, windows, 27, 7, None, "", {}), clock=lambda: now[0])
    pace.take(event(interview, "w_a", "metrics", requests=0))
    assert (pace.readings, pace.kept, pace.seconds_left) == (1, 1, None)
    now[0] = 20.0
    pace.take(event(interview, "w_b", "metrics", state="split"))
    pace.take(event(interview, "w_half", "metrics"))
    assert (pace.readings, pace.seconds_left) == (2, 100.0)
    assert "metrics 2/3 windows  0 found  2 min left  3.0 windows/min  2,000 + 200 tokens" in pace.line()
    pace.take(event(interview, "w_c", "metrics", state="timed_out"))
    assert "not read: 1 timed out" in pace.sum_up()


def test_a_narrow_terminal_keeps_what_is_left_and_what_was_paid() -> None:
    interview = make_interview(source="folder/a-file-with-a-rather-long-name.txt")
    window = Window(id="w_a", interview=interview.id, version="", index=0, start=0, end=1, first_turn=0, last_turn=3, tokens=9)
    now = [0.0]
    pace = Pace(Forecast(9, {(interview.id, "w_a"): window}, 9, 20, None, "", {}), clock=lambda: now[0])
    now[0] = 6.0
    pace.take(event(interview, "w_a", "outcomes_obstacles"))
    pace.usage += Usage(prompt_tokens=122_000, completion_tokens=9_000, cost=0.4123)
    assert "a-file-with" in pace.line()
    assert pace.line(68) == "1/9  outcomes 1/1  0 found  2 min left  123k+9,100 tok  0.4123 USD"
    assert all(len(pace.line(room)) <= room for room in range(12, 120))
    assert pace.line(30).endswith("123k+9,100 tok  0.4123 USD")


def test_the_progress_line_is_gone_when_a_verb_ends(call: Call, mill: Path, server: FaultServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Console, "on_terminal", True)
    assert extract(call, mill, server.url).err.endswith("similar findings\r\x1b[K")


@pytest.mark.parametrize("fault", [fail(429, code="insufficient_quota"), fail(401, message="Incorrect API key provided: sk-secret-123456")])
def test_no_credit_and_a_wrong_key_end_the_verb_after_one_request(call: Call, mill: Path, fault: Act, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret-123456")
    with FaultServer([fault]) as broken:
        answer = extract(call, mill, broken.url)
        assert (answer.code, len(broken.requests)) == (1, 1)
    assert "no answer came" in answer.err
    assert "run the same command again" in answer.err.splitlines()[-1]
    assert "secret" not in answer.out + answer.err
    with FaultServer(model(diligent)) as healthy:
        assert extract(call, mill, healthy.url).code == 0
        assert len(healthy.requests) == 6


def test_a_part_of_a_window_that_was_not_read_is_told_by_the_windows_turns(call: Call, mill: Path) -> None:
    with FaultServer([fail(400, code="context_length_exceeded")]) as broken:
        answer = extract(call, mill, broken.url, "--profile", "fast")
    lines = [line for line in answer.err.splitlines() if "cannot be halved" in line]
    assert len(lines) == 8
    assert all(", a part of turns 0 to 3: failed: the window is longer than the model's context" in line for line in lines)


def test_amounts_are_told_with_the_digits_that_say_something() -> None:
    assert [dollars(amount) for amount in (0.0, 0.00321, 12.345)] == ["0.00 USD", "0.0032 USD", "12.35 USD"]
    assert [clock_words(seconds) for seconds in (42.4, 600, 9000)] == ["42 s", "10 min", "2.5 h"]
