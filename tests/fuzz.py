"""Score random rows with compiled, plain and bounds-checked kernels, and with the reference packages.

    python -m tests.fuzz --cases 100000 --seed 1

Rows come in chunks. Each chunk is scored by one family of metrics with options of its own, all drawn
from the seed and the chunk's number: a difference is made again with ``--chunks NUMBER``. The three
lanes are processes of their own, because the environment decides how kernels are built; their answers
are compared to the last bit.
"""

from __future__ import annotations

import argparse
import itertools
import os
import pickle
import random
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np

CHUNK_ROWS = 250
LANES = {
    "compiled": {},
    "plain": {"NUMBA_DISABLE_JIT": "1"},
    "bounds-checked": {"NUMBA_BOUNDSCHECK": "1"},
}
WORDS = ["a", "b", "A", "the", "The", "cat", "cats", "running", "1", "1,000", "3.5", "é", "日本", "\u212a", "x" * 40]
SEPARATORS = [" "] * 8 + ["  ", "\n", "\t", "-", ".", ", ", "\r\n", "\u2028", "\u00a0", "\x00", "'", "&amp;", "-\n", "’"]
RANGES = [(0, 0x7F), (0x80, 0x7FF), (0x800, 0xD7FF), (0xE000, 0xFFFF), (0x4E00, 0x9FFF), (0x10000, 0x10FFFF)]
ROUGE_TYPES = {
    "rouge-score": ("rouge1", "rouge2", "rouge4", "rougeL", "rougeLsum"),
    "rouge-1.5.5": ("rouge1", "rouge2", "rougeL", "rougeW", "rougeSU4", "rougeS*"),
    "torchmetrics": ("rouge1", "rouge3", "rougeL", "rougeLsum"),
    "pltrdy": ("rouge1", "rouge2", "rougeL"),
    "pycocoevalcap": ("rougeL",),
}
BLEU_TOKENIZERS = ["13a", "intl", "zh", "char", "none"]

Answers = dict[str, Any]
Row = tuple[str, list[str]]


def _text(random_: random.Random) -> str:
    n_words = int(random_.expovariate(1 / 5))
    if random_.random() < 0.3:
        low, high = random_.choice(RANGES)
        return "".join(chr(random_.randint(low, high)) for _ in range(3 * n_words))
    return "".join(random_.choice(WORDS) + random_.choice(SEPARATORS) for _ in range(n_words))


def _related(random_: random.Random, text: str) -> str:
    """Return a text that mostly shares words with another."""
    if random_.random() < 0.2:
        return _text(random_)
    words = text.split(" ")
    for _ in range(random_.randint(0, 3)):
        position = random_.randrange(len(words) + 1)
        change = random_.random()
        if change < 0.4:
            words.insert(position, random_.choice(WORDS))
        elif change < 0.7:
            del words[position : position + 2]
        else:
            words[position:position] = words[: random_.randint(0, 4)]
    return " ".join(words)


def _rows(random_: random.Random) -> list[Row]:
    texts = [_text(random_) for _ in range(CHUNK_ROWS)]
    most = 4 if random_.random() < 0.4 else 1
    return [(text, [_related(random_, text) for _ in range(random_.randint(1, most))]) for text in texts]


def _bytes(random_: random.Random, text: str) -> bytes:
    """Return a text's UTF-8, often damaged, or random bytes."""
    if random_.random() < 0.2:
        return random_.randbytes(random_.randint(0, 40))
    data = bytearray(text.encode())
    for _ in range(random_.choice([0, 0, 1, 3])):
        if data:
            data[random_.randrange(len(data))] = random_.choice([0x80, 0xBF, 0xC0, 0xE0, 0xED, 0xF4, 0xF8, 0xFF, 0x20])
    return bytes(data[: random_.randint(0, len(data))] if random_.random() < 0.2 else data)


class Rouge:
    """Any definition of ROUGE, over all rows and row by row; rouge-score is the reference."""

    def __init__(self, random_: random.Random) -> None:
        self.rows = _rows(random_)
        definition = random_.choice(["rouge-score", "rouge-score", *ROUGE_TYPES])
        self.options = {
            "definition": definition,
            "types": ROUGE_TYPES[definition],
            "stemmer": random_.choice([None, "porter"]),
        }

    def answers(self) -> Answers:
        import textmetrics as tm

        metric = tm.Rouge(**self.options)
        result = metric.score([text for text, _ in self.rows], [own for _, own in self.rows])
        found: Answers = {"counts": result.statistics.values}
        for name in result.types:
            found[name] = np.stack([result[name].precision, result[name].recall, result[name].f1])
        # A call on one pair has kernels of its own.
        pairs = [metric.score(text, own[0]) for text, own in self.rows[::10]]
        found["pairs"] = [[tuple(pair[name][0]) for name in pair.types] for pair in pairs]
        return found

    def expected(self) -> Answers:
        from rouge_score import rouge_scorer

        if self.options["definition"] != "rouge-score":
            return {}
        types = self.options["types"]
        scorer = rouge_scorer.RougeScorer(types, use_stemmer=self.options["stemmer"] is not None)
        scores = [scorer.score_multi(own, text) for text, own in self.rows]
        pairs = [scorer.score(own[0], text) for text, own in self.rows[::10]]
        return {
            **{name: np.array([row[name] for row in scores], np.float64).T for name in types},
            "pairs": [[tuple(map(float, pair[name])) for name in types] for pair in pairs],
        }


class Bleu:
    """Corpus BLEU, and BLEU of each row; sacrebleu is the reference."""

    def __init__(self, random_: random.Random) -> None:
        self.rows = _rows(random_)
        self.options = {
            "tokenizer": random_.choice(BLEU_TOKENIZERS),
            "lowercase": random_.random() < 0.3,
            "smoothing": random_.choice(["exp", "none", "floor", "add-k"]),
            "max_order": random_.choice([4, 4, 4, 1, 2, 6]),
        }

    def answers(self) -> Answers:
        import textmetrics as tm

        texts, references = [text for text, _ in self.rows], [own for _, own in self.rows]
        metric = tm.Bleu(**self.options, effective_order=True)
        counts = metric.statistics(texts, references).values
        return {
            "corpus": tm.bleu(texts, references, **self.options).percent,
            "counts": counts,
            "rows": metric.percents(counts),
            "row alone": [metric.score_rows(text, own).scores[0] for text, own in self.rows[::10]],
        }

    def expected(self) -> Answers:
        from sacrebleu.metrics import BLEU

        options = {
            "tokenize": self.options["tokenizer"],
            "lowercase": self.options["lowercase"],
            "smooth_method": self.options["smoothing"],
            "max_ngram_order": self.options["max_order"],
            "force": True,
        }
        streams = [list(stream) for stream in itertools.zip_longest(*(own for _, own in self.rows))]
        peer = BLEU(**options, effective_order=True)
        return {
            "corpus": BLEU(**options).corpus_score([text for text, _ in self.rows], streams).score,
            "rows": np.array([peer.sentence_score(text, own).score for text, own in self.rows]),
        }


class Gleu:
    """GLEU of all rows and of each; NLTK on sacrebleu's tokens is the reference."""

    def __init__(self, random_: random.Random) -> None:
        self.rows = _rows(random_)
        self.options = {"tokenizer": random_.choice(BLEU_TOKENIZERS), "max_order": random_.randint(1, 5)}

    def answers(self) -> Answers:
        import textmetrics as tm

        result = tm.gleu([text for text, _ in self.rows], [own for _, own in self.rows], **self.options)
        return {"corpus": result.score, "rows": result.scores}

    def expected(self) -> Answers:
        from nltk.translate.gleu_score import corpus_gleu, sentence_gleu
        from sacrebleu.metrics import BLEU

        split = BLEU(tokenize=self.options["tokenizer"]).tokenizer
        tokens = [
            ([split(text.rstrip()).split() for text in own], split(text.rstrip()).split()) for text, own in self.rows
        ]
        most = self.options["max_order"]
        return {
            "corpus": float(corpus_gleu(*zip(*tokens, strict=True), max_len=most)),
            "rows": np.array([sentence_gleu(*row, max_len=most) for row in tokens], np.float64),
        }


class Ids:
    """Token ids, as lists and as a padded array; RapidFuzz is the reference of their LCS."""

    def __init__(self, random_: random.Random) -> None:
        n_ids = random_.choice([3, 20, 40_000])
        self.options = {"n_ids": n_ids}
        self.rows = [
            [[random_.randrange(n_ids) for _ in range(int(random_.expovariate(1 / 12)))] for _ in range(2)]
            for _ in range(CHUNK_ROWS)
        ]

    def answers(self) -> Answers:
        import textmetrics as tm

        metric = tm.Rouge(types=("rouge1", "rouge2", "rougeL"))
        listed = metric.statistics(*map(list, zip(*self.rows, strict=True))).values
        width = max(len(ids) for row in self.rows for ids in row)
        padded = np.full((2, CHUNK_ROWS, width), -100)
        for k, row in enumerate(self.rows):
            for side, ids in enumerate(row):
                padded[side, k, : len(ids)] = ids
        assert (metric.statistics(*padded).values == listed).all(), "lists and padded arrays differ"
        return {"counts": listed, "LCS": listed[:, 6]}

    def expected(self) -> Answers:
        from rapidfuzz.distance import LCSseq

        return {"LCS": np.array([LCSseq.similarity(*row) for row in self.rows])}


class ForeignBytes:
    """Bytes in an Arrow column: refused with the row named, or scored as the text that they are."""

    def __init__(self, random_: random.Random) -> None:
        self.rows = [(_bytes(random_, text), own) for text, own in _rows(random_)]
        self.options = {"tokenizer": random_.choice(["rouge-score", "unicode", *BLEU_TOKENIZERS[:3]])}

    def answers(self) -> Answers:
        import pyarrow as pa

        import textmetrics as tm

        offsets = np.cumsum([0, *(len(data) for data, _ in self.rows)], dtype=np.int32)
        buffers = [None, pa.py_buffer(offsets.tobytes()), pa.py_buffer(b"".join(data for data, _ in self.rows))]
        column = pa.Array.from_buffers(pa.string(), CHUNK_ROWS, buffers)
        references = [own[0] for _, own in self.rows]
        metric = tm.Rouge(types=("rouge1", "rougeL"), **self.options)
        found: Answers = {"scored": True}
        try:
            metric.score(column, references)
        except tm.errors.InputError as error:
            found = {"scored": False, "row": error.row, "message": str(error)}
        valid = [k for k, (data, _) in enumerate(self.rows) if _is_text(data)]
        scored = metric.score(column.take(pa.array(valid, pa.int64())), [references[k] for k in valid])
        texts = [self.rows[k][0].decode() for k in valid]
        found["counts"] = scored.statistics.values
        assert (found["counts"] == metric.score(texts, [references[k] for k in valid]).statistics.values).all()
        return found

    def expected(self) -> Answers:
        wrong = [k for k, (data, _) in enumerate(self.rows) if not _is_text(data)]
        return {"scored": False, "row": wrong[0]} if wrong else {"scored": True}


def _is_text(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


KINDS: tuple[Callable[[random.Random], Any], ...] = (Rouge, Rouge, Bleu, Bleu, Gleu, Ids, ForeignBytes)


def chunk(seed: int, number: int) -> Any:
    """Return the rows and options of a chunk, which depend on the seed and the number only."""
    return KINDS[number % len(KINDS)](random.Random(f"{seed}/{number}"))


def _write_answers(seed: int, numbers: list[int], path: Path) -> None:
    warnings.filterwarnings("ignore", "the tokenizer ")
    with path.open("wb") as file:
        for number in numbers:
            pickle.dump(chunk(seed, number).answers(), file)


def _run_lane(name: str, seed: int, numbers: list[int], folder: Path) -> None:
    environment = {**os.environ, **LANES[name], "NUMBA_CACHE_DIR": str(folder / f"cache-{name}")}
    chosen = ",".join(map(str, numbers))
    own = [sys.executable, "-m", "tests.fuzz", "--seed", str(seed), "--chunks", chosen, "--write", str(folder / name)]
    subprocess.run(own, env=environment, check=True)


def _differences(seed: int, numbers: list[int], folder: Path) -> Iterator[str]:
    """Yield where lanes differ from each other, and the library from the reference packages."""
    with ExitStack() as files:
        lanes = {name: files.enter_context((folder / name).open("rb")) for name in LANES}
        for number in numbers:
            found = {name: pickle.load(file) for name, file in lanes.items()}
            own = chunk(seed, number)
            found["reference"] = own.expected()
            about = f"chunk {number}, {type(own).__name__}({own.options})"
            for name, answers in found.items():
                for key, answer in answers.items():
                    if not _same(answer, found["compiled"][key]):
                        yield f"{about}: {key} is {found['compiled'][key]}, {name} {answer}"


def _same(one: Any, other: Any) -> bool:
    return np.array_equal(one, other) if isinstance(one, np.ndarray) else bool(one == other)


def main() -> int:
    """Run the lanes, compare, and return the exit code: 1 where something differs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--cases", type=int, default=100_000, help="rows, rounded up to whole chunks")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--chunks", help="numbers of the chunks to run instead, separated by commas")
    parser.add_argument("--write", type=Path, help="answer in this process alone, into this file")
    arguments = parser.parse_args()
    numbers = list(range(-(-arguments.cases // CHUNK_ROWS)))
    if arguments.chunks:
        numbers = [int(number) for number in arguments.chunks.split(",")]
    if arguments.write:
        _write_answers(arguments.seed, numbers, arguments.write)
        return 0
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(os.cpu_count()) as pool:
        folder = Path(name)
        runs = [pool.submit(_run_lane, lane, arguments.seed, numbers, folder) for lane in reversed(LANES)]
        for run in runs:
            run.result()
        differences = list(_differences(arguments.seed, numbers, folder))
    for difference in differences[:20]:
        print(difference)
    print(f"{len(numbers) * CHUNK_ROWS} cases, seed {arguments.seed}: {len(differences)} differences")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main())
