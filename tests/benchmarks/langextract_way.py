"""langextract over the same transcripts and the same model, for ``model_comparison``; runs in an environment of its own.

In: ``FOLDER/transcripts/*.txt`` (``model_comparison FOLDER --export``). Out: ``FOLDER/langextract/*.json``: what it extracted, and what that took.
Always true: a transcript that was read is not read again; nothing of this program is imported.

    python -m venv /somewhere && /somewhere/bin/pip install 'langextract[openai]==1.7.1'
    OPENAI_BASE_URL=... /somewhere/bin/python tests/benchmarks/langextract_way.py FOLDER
"""

import json
import os
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

BUFFER = 2000
"""Characters a request: about the 500 tokens that the other ways read at a time."""
PROMPT = """Extract strategic outcomes, obstacles and metrics from a customer discovery interview, in order of appearance.
An outcome is what the customer wants to accomplish, an obstacle is what keeps them from it, a metric is a measure with its value.
Use the exact words of the transcript; do not paraphrase. Give each one a short statement."""
EXAMPLE = """Pilot: We are eleven pilots on two boats, since my father's time.
Pilot: Well, there is only old Pieter who knows the north channel, because nobody ever drew it.
Pilot: We have to bring ships in at night or the line goes to the next port.
Pilot: A ship waits nineteen hours for a pilot and we promised the line six by spring."""
EXTRACTED = (
    ("obstacle", "there is only old Pieter who knows the north channel, because nobody ever drew it", "One pilot alone knows the north channel."),
    ("outcome", "We have to bring ships in at night or the line goes to the next port", "Ships are to be brought in at night."),
    ("metric", "A ship waits nineteen hours for a pilot and we promised the line six by spring", "Hours a ship waits for a pilot."),
)


def main(folder: Path) -> None:
    """Read every transcript of the folder that has no answer yet."""
    langextract: Any = import_module("langextract")
    completions: Any = import_module("openai.resources.chat.completions")
    used: list[Any] = []
    create = completions.Completions.create

    def counting(self: Any, *given: Any, **named: Any) -> Any:
        answer = create(self, *given, **named)
        used.append(answer.usage)
        return answer

    completions.Completions.create = counting
    extraction = langextract.data.Extraction
    example = langextract.data.ExampleData(
        text=EXAMPLE,
        extractions=[extraction(extraction_class=kind, extraction_text=quote, attributes={"statement": said}) for kind, quote, said in EXTRACTED],
    )
    config = langextract.factory.ModelConfig(
        model_id=os.environ.get("ANALYZER_MODEL", "local"),
        provider="OpenAILanguageModel",
        provider_kwargs={"base_url": os.environ["OPENAI_BASE_URL"], "api_key": os.environ.get("OPENAI_API_KEY", "local"), "max_workers": 1},
    )
    (folder / "langextract").mkdir(exist_ok=True)
    for path in sorted((folder / "transcripts").glob("*.txt")):
        target = folder / "langextract" / f"{path.stem}.json"
        if target.is_file():
            continue
        used.clear()
        began = time.monotonic()
        document = langextract.extract(
            path.read_text(encoding="utf-8"), prompt_description=PROMPT, examples=[example], config=config, max_char_buffer=BUFFER, temperature=0,
            use_schema_constraints=True, show_progress=False,
        )  # fmt: skip
        items = [
            {
                "kind": one.extraction_class,
                "statement": str((one.attributes or {}).get("statement") or one.extraction_text),
                "quote": one.extraction_text,
            }
            for one in document.extractions or []
            if one.extraction_class in ("outcome", "obstacle", "metric")
        ]
        cost = {
            "requests": len(used), "prompt_tokens": sum(usage.prompt_tokens for usage in used),
            "completion_tokens": sum(usage.completion_tokens for usage in used), "seconds": round(time.monotonic() - began, 1),
        }  # fmt: skip
        target.write_text(json.dumps({"items": items, "cost": cost}, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        print(path.stem, len(items), cost, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
