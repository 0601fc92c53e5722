"""Words, contractions, fillers and bracketed notes."""

from analyzer.language.words import fillers, non_speech, normalise, words


def said(text: str, spans: list[tuple[int, int]]) -> list[str]:
    return [text[start:end] for start, end in spans]


def test_words_of_any_script_with_both_apostrophes() -> None:
    text = "José can\u2019t; she's at Škoda, 18k, 数据 и данные"
    assert [text[word.start : word.end] for word in words(text)] == [
        "José",
        "can\u2019t",
        "she's",
        "at",
        "Škoda",
        "18",
        "k",
        "数",
        "据",
        "и",
        "данные",
    ]


def test_figures_keep_their_separators() -> None:
    assert [word.norm for word in words("1,200 and 2.4, then 3.")] == ["1,200", "and", "2.4", "then", "3"]


def test_contractions_open_alike_however_they_are_written() -> None:
    assert normalise("We can't, it isn\u2019t") == normalise("we cannot it is not") == ("we", "can", "not", "it", "is", "not")
    assert normalise("they're gonna") == ("they", "are", "going", "to")


def test_fillers_are_words_and_phrases() -> None:
    text = "So we, um, you know, kind of need it"
    assert said(text, fillers(text)) == ["So", "um", "you", "know", "kind", "of"]


def test_bracketed_notes_are_no_speech_but_brackets_of_a_speaker_are() -> None:
    text = "We (the plant) stopped [laughter] and (inaudible 00:12) {vocalsound} went on [00:05:11]"
    assert said(text, non_speech(text)) == ["[laughter]", "(inaudible 00:12)", "{vocalsound}", "[00:05:11]"]
    assert "laughter" not in normalise(text)
