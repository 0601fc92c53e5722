"""The formats we read, written: a conversation in, a file's name and bytes out."""

import csv
import io
import json
from collections.abc import Callable, Sequence

from tests.ingest import documents
from tests.ingest.conftest import Said

Writer = Callable[[Said], tuple[str, bytes]]


def clock(index: int, point: str = ".") -> str:
    return f"{index // 1200:02}:{index // 20 % 60:02}:{index % 20 * 3:02}{point}000"


def text(name: str, rows: Sequence[str]) -> tuple[str, bytes]:
    return name, ("\n".join(rows) + "\n").encode("utf-8")


def zoom_vtt(said: Said) -> tuple[str, bytes]:
    cues = (f"{index + 1}\n{clock(index)} --> {clock(index + 1)}\n{name}: {words}\n" for index, (name, words) in enumerate(said))
    return text("a.vtt", ["WEBVTT\n", *cues])


def teams_vtt(said: Said) -> tuple[str, bytes]:
    cues = (
        f"0f0e-11/{index}-0\n{clock(index)} --> {clock(index + 1)}\n<v {escape(name)}>{escape(words)}</v>\n"
        for index, (name, words) in enumerate(said)
    )
    return text("a.vtt", ["WEBVTT\n", *cues])


def escape(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def srt(said: Said) -> tuple[str, bytes]:
    cues = (f"{index + 1}\n{clock(index, ',')} --> {clock(index + 1, ',')}\n{name}: {words}\n" for index, (name, words) in enumerate(said))
    return text("a.srt", list(cues))


def otter(said: Said) -> tuple[str, bytes]:
    return text("a.txt", [f"{name}  {index // 20}:{index % 20 * 3:02}\n{words}\n" for index, (name, words) in enumerate(said)])


def labelled(said: Said) -> tuple[str, bytes]:
    return text("a.txt", [f"{name}: {words}" for name, words in said])


def timed(said: Said) -> tuple[str, bytes]:
    return text("a.txt", [f"[{clock(index)[:8]}] {name}: {words}" for index, (name, words) in enumerate(said)])


def markdown(said: Said) -> tuple[str, bytes]:
    return text("a.md", [f"**{name}:** {words}\n" for name, words in said])


def arrow_cues(said: Said) -> tuple[str, bytes]:
    return text("a.txt", [f"{clock(index)} --> {clock(index + 1)} [{name}]\n{words}" for index, (name, words) in enumerate(said)])


def comma_table(said: Said) -> tuple[str, bytes]:
    stream = io.StringIO()
    csv.writer(stream).writerows([("start", "speaker", "text"), *((index * 3, name, words) for index, (name, words) in enumerate(said))])
    return "a.csv", stream.getvalue().encode("utf-8")


def teams_docx(said: Said) -> tuple[str, bytes]:
    return "a.docx", documents.paragraphs(*(f"{name}   {index // 20}:{index % 20 * 3:02}\n{words}" for index, (name, words) in enumerate(said)))


def docx_table(said: Said) -> tuple[str, bytes]:
    return "a.docx", documents.table([("Speaker", "Text"), *said])


def written_json(value: object) -> tuple[str, bytes]:
    return "a.json", json.dumps(value).encode()


def utterances(said: Said) -> tuple[str, bytes]:
    return written_json({"utterances": [{"speaker": name, "start": index * 3000, "text": words} for index, (name, words) in enumerate(said)]})


def word_list(said: Said) -> tuple[str, bytes]:
    words = [{"word": word, "speaker": name, "start": index * 3.0} for index, (name, words) in enumerate(said) for word in words.split()]
    return written_json({"words": words})


def monologues(said: Said) -> tuple[str, bytes]:
    rows = [{"speakerId": f"p{name}", "sentences": [{"text": words, "start": index * 3000}]} for index, (name, words) in enumerate(said)]
    return written_json(
        {"parties": [{"speakerId": f"p{name}", "name": name} for name in {name for name, _ in said}], "callTranscripts": [{"transcript": rows}]}
    )


def own_schema(said: Said) -> tuple[str, bytes]:
    return written_json({"schema": "analyzer.transcript/1", "turns": [{"speaker": name, "text": words} for name, words in said]})


WRITERS: tuple[Writer, ...] = (
    zoom_vtt, teams_vtt, srt, otter, labelled, timed, markdown, arrow_cues, comma_table, teams_docx, docx_table, utterances, word_list,
    monologues, own_schema,
)  # fmt: skip
