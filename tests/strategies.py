"""Generate token lists, hostile texts, pairs and ragged rows for property tests.

Small alphabets make repeats and ties common; a reference is often a mutation of its prediction, so that they overlap.
"""

from __future__ import annotations

from functools import cache

from hypothesis import strategies as st

from .shared_data import SHARED, load_rows

Pair = tuple[list[str], list[str]]
TextRow = tuple[str, list[str]]

hostile_texts: dict[str, str] = {
    "empty": "",
    "one blank": " ",
    "blanks": " \t  ",
    "only newlines": "\n\n",
    "only punctuation": "... !? --",
    "one token": "cat",
    "one letter": "a",
    "repeats": "the the the the the the the",
    "ties": "a b a c b a c",
    "palindrome": "a b c b a",
    "sentences": "The cat sat.\nThe dog ran.\n\nThe end.",
    "trailing newline": "one two\n",
    "carriage returns": "one\rtwo\r\nthree",
    "line separator": "one\u2028two\u2029three",
    "next line": "one\u0085two",
    "vertical tab and form feed": "one\vtwo\fthree",
    "file separators": "one\x1ctwo\x1dthree\x1efour\x1ffive",
    "nul": "a\x00b \x00 c\x00",
    "delete and escape": "a\x7fb\x1b[0m",
    "no-break spaces": "one\u00a0two\u202fthree\u2007four\u3000five",
    "zero-width space": "one\u200btwo\ufeffthree",
    "emoji with joiners": "family \U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f44b\U0001f3fd \U0001f1e9\U0001f1ea",
    "combining marks": "cafe\u0301 na\u0308ive o\u0323\u0302",
    "composed": "caf\u00e9 na\u00efve \u1ed9",
    "chinese": "今天天气很好，我们去公园吧。",
    "chinese mixed": "我有 3 本 English 书。",
    "japanese": "日本語のテキストです。カタカナ",
    "korean": "한국어 문장입니다.",
    "thai": "ภาษาไทยไม่มีช่องว่าง",
    "hindi": "यह एक वाक्य है।",
    "arabic": "مرحبا بالعالم، كيف حالك؟",
    "hebrew": "שלום עולם",
    "turkish dotted capital i": "\u0130stanbul D\u0130YARBAKIR \u0131l\u0131k",
    "kelvin sign": "273 \u212a and \u212aelvin",
    "angstrom sign": "\u212bngstr\u00f6m \u2126",
    "sharp s": "stra\u00dfe STRASSE \u1e9e",
    "final sigma": "\u039f\u0394\u039f\u03a3 \u039f\u03a3.",
    "ligatures": "\ufb01nd o\ufb03ce \u017fun",
    "titlecase digraph": "\u01c4 \u01c5 \u01c6",
    "greek with dots": "\u1fbc \u1f80 \u1fb3",
    "full width": "\uff21\uff22\uff23 \uff11\uff12\uff13",
    "other digits": "\u0661\u0662\u0663 \u0967\u0968 \u00b2\u00bd",
    "astral": "\U0001d400\U0001d401 \U00020000\U0002a6d6 \U0010ffff",
    "two-byte edge": "\x7f\x80\u07ff\u0800",
    "three-byte edge": "\ud7ff\ue000\uffff\U00010000",
    "entities": "&quot;a&quot; &amp; b &lt;c&gt; &amp;lt; &amp;quot; &amp",
    "skipped": "foo <skipped> bar<skipped>baz",
    "hyphen at line end": "exam-\nple state-of-the-art -",
    "numbers": "1,234.56 3.14. 5. .5 1.2.3 10-20 5-a a-5 $67,331 50%",
    "apostrophes": "don't it's 'quoted' rock'n'roll l\u2019eau",
    "quotes and dashes": "\u201cquote\u201d \u2013 \u2014 \u20ac5 \u2192",
    "underscores": "snake_case __init__ _",
    "url": "http://example.org/a?b=c&d=e user@example.org #tag",
    "symbols": "C++ C# .NET a=b {x} [y] (z) ~ ` ^ | \\ /",
    "upper case": "THE CAT SAT",
    "stems": "running runs ran easily agreement dying skies happiness",
    "short words": "a an the is",
    "eight-byte words": "abcdefg abcdefgh abcdefghi abcdefghijklmnop abcdefghijklmnopq",
    "long word": "ab" * 150,
    "many words": "a b c " * 50,
}
"""Fixed nasty texts by name: every one is valid Unicode (no lone surrogate)."""

lone_surrogates: dict[str, str] = {
    "high": "a\ud800b",
    "low": "\udc00",
    "reversed pair": "\udc00\ud800",
    "at the end": "word \udbff",
}
"""Texts that have no UTF-8, which must be refused with the row's number."""

NASTY_CHARACTERS = sorted(set("".join(hostile_texts.values())) | set("aAbBzZ019"))
SEPARATORS = [" ", " ", " ", "  ", "\n", "\n\n", "\t", "-", ".", ", ", "\r\n", "\u2028", "\u00a0", "\x00", "'"]


def tokens(alphabet: str = "abc", *, max_size: int = 12) -> st.SearchStrategy[list[str]]:
    """Token lists over a small alphabet, empty ones too."""
    return st.lists(st.sampled_from(alphabet), max_size=max_size)


def token_ids(n_words: int = 4, *, max_size: int = 12) -> st.SearchStrategy[list[int]]:
    """Lists of ids in [0, n_words), empty ones too."""
    return st.lists(st.integers(0, n_words - 1), max_size=max_size)


@st.composite
def mutated(draw: st.DrawFn, original: list[str], alphabet: str = "abc") -> list[str]:
    """A copy of a token list after up to four deletions, insertions, replacements or moves of a token."""
    copy = list(original)
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(copy)))
        token = draw(st.sampled_from(alphabet))
        edit = draw(st.sampled_from(["delete", "insert", "replace", "move"]))
        if edit == "insert" or place == len(copy):
            copy.insert(place, token)
        elif edit == "delete":
            del copy[place]
        elif edit == "replace":
            copy[place] = token
        else:
            copy.insert(draw(st.integers(0, len(copy) - 1)), copy.pop(place))
    return copy


@st.composite
def token_pairs(draw: st.DrawFn, alphabet: str = "abc", *, max_size: int = 12) -> Pair:
    """A prediction and a reference, as often unrelated as mutated from one another."""
    prediction = draw(tokens(alphabet, max_size=max_size))
    reference = draw(st.one_of(tokens(alphabet, max_size=max_size), mutated(prediction, alphabet)))
    return prediction, reference


@st.composite
def token_rows(
    draw: st.DrawFn, alphabet: str = "abc", *, max_size: int = 12, max_references: int = 4
) -> tuple[list[str], list[list[str]]]:
    """One prediction with one to `max_references` references, duplicates and empty ones among them."""
    prediction = draw(tokens(alphabet, max_size=max_size))
    reference = st.one_of(tokens(alphabet, max_size=max_size), mutated(prediction, alphabet), st.just(prediction))
    return prediction, draw(st.lists(reference, min_size=1, max_size=max_references))


def token_corpora(
    alphabet: str = "abc", *, max_size: int = 12, max_rows: int = 5, max_references: int = 4, min_rows: int = 1
) -> st.SearchStrategy[list[tuple[list[str], list[list[str]]]]]:
    """Rows with ragged references, at least `min_rows` of them."""
    row = token_rows(alphabet, max_size=max_size, max_references=max_references)
    return st.lists(row, min_size=min_rows, max_size=max_rows)


def sentence_lists(
    alphabet: str = "abc", *, max_sentences: int = 4, max_size: int = 8
) -> st.SearchStrategy[list[list[str]]]:
    """Texts as lists of sentences of tokens; both may be empty."""
    return st.lists(tokens(alphabet, max_size=max_size), max_size=max_sentences)


@cache
def real_texts() -> tuple[str, ...]:
    """Short real predictions and references from many languages and kinds; none where the shared data is absent."""
    if not (SHARED / "data").is_dir():
        return ()
    texts: list[str] = []
    for dataset in ("xsum_edinburgh", "dialogsum_bart", "captions_audiocaps", "code_translation", "cnndm_pointergen"):
        rows = load_rows(dataset, n_rows=12)
        texts += rows.predictions + [reference for row in rows.references for reference in row]
    for pair in ("en-zh", "en-ja", "en-de", "he-en", "en-ru"):
        rows = load_rows("wmt23_mt", group=pair, n_rows=12)
        texts += rows.predictions + [reference for row in rows.references for reference in row]
    return tuple(sorted({text for text in texts if len(text) < 400}))


def nasty_texts(*, max_size: int = 30) -> st.SearchStrategy[str]:
    """Random strings of the characters that hostile texts are made of, and of any others; no lone surrogate."""
    character = st.one_of(st.sampled_from(NASTY_CHARACTERS), st.characters(codec="utf-8"))
    return st.text(character, max_size=max_size)


@st.composite
def wordy_texts(draw: st.DrawFn, *, max_words: int = 12) -> str:
    """A few short words, joined by blanks or by what should or should not part words."""
    word = st.sampled_from(["a", "b", "A", "ab", "the", "cat", "cats", "running", "1", "1,000", "é", "日本", "\u212a"])
    words = draw(st.lists(word, max_size=max_words))
    return "".join(part for w in words for part in (w, draw(st.sampled_from(SEPARATORS))))


def texts() -> st.SearchStrategy[str]:
    """Texts of every kind: wordy, nasty, the fixed hostile ones, and real ones where the shared data is present."""
    kinds = [wordy_texts(), nasty_texts(), st.sampled_from(list(hostile_texts.values()))]
    if real_texts():
        kinds.append(st.sampled_from(real_texts()))
    return st.one_of(kinds)


@st.composite
def related_texts(draw: st.DrawFn, original: str) -> str:
    """The same text, or it with its blank-separated words cut, repeated or in another order, or another text."""
    words = original.split(" ")
    kinds: list[st.SearchStrategy[str]] = [
        texts(),
        st.just(original),
        st.integers(0, len(words)).map(lambda n_words: " ".join(words[:n_words])),
        st.integers(0, len(words)).map(lambda start: " ".join(words[start:] + words)),
        st.permutations(words).map(" ".join),
        st.just(original.upper()),
    ]
    return draw(st.one_of(kinds))


@st.composite
def text_pairs(draw: st.DrawFn) -> tuple[str, str]:
    """A prediction and a reference that often share words."""
    prediction = draw(texts())
    return prediction, draw(related_texts(prediction))


@st.composite
def text_rows(draw: st.DrawFn, *, max_references: int = 4) -> TextRow:
    """A prediction with one to `max_references` references that often share words with it."""
    prediction = draw(texts())
    return prediction, draw(st.lists(related_texts(prediction), min_size=1, max_size=max_references))


def text_corpora(*, min_rows: int = 1, max_rows: int = 6, max_references: int = 4) -> st.SearchStrategy[list[TextRow]]:
    """Rows of a prediction and a ragged number of references."""
    return st.lists(text_rows(max_references=max_references), min_size=min_rows, max_size=max_rows)


@st.composite
def byte_rows(draw: st.DrawFn, *, max_pieces: int = 8) -> bytes:
    """Bytes from outside: words, characters, characters cut short, and bytes that are not UTF-8."""
    cut = st.builds(
        lambda text, n: text.encode()[:n],
        st.sampled_from("é猫\U0001f469\U0010ffff"),
        st.integers(1, 3),
    )
    never_utf8 = [b"\xf8\xff\xff\xff", b"\xf7\xbf\xbf\xbf", b"\xef\xff", b"\xed\xa0\x80", b"\xc0\x80"]
    pieces = [
        nasty_texts(max_size=6).map(str.encode),
        wordy_texts(max_words=4).map(str.encode),
        st.integers(0, 70).map(lambda n: b"a" * n),
        st.integers(0, 140).map(lambda n: b"\xbf" * n),
        st.binary(max_size=6),
        st.sampled_from([*never_utf8, b"\x80", b"\xff"]),
        cut,
    ]
    return b"".join(draw(st.lists(st.one_of(pieces), max_size=max_pieces)))
