"""What is made at first use is made once, whichever thread comes first."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.conftest import READS_OBJECTS

N_THREADS = 8
TOGETHER = f"""
import ctypes, json, sys, threading, time
import textmetrics as tm
from textmetrics._kernels.inputs import object_layout
from textmetrics.counting.single_row import counter_of

# Threads meet where it would matter: what the object layouts are made of takes a while.
keeps_lists = object_layout.keeps_lists
object_layout.keeps_lists = lambda: (time.sleep(0.05), keeps_lists())[1]

sys.setswitchinterval(1e-6)
barrier = threading.Barrier({N_THREADS})
plans = [tm.Rouge()._plan for _ in range({N_THREADS})]
found = [None] * {N_THREADS}

def use(k):
    barrier.wait()
    found[k] = {{}}

threads = [threading.Thread(target=use, args=(k,)) for k in range({N_THREADS})]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(json.dumps({{}}))
"""


def _in_threads(of_each: str, after: str) -> Any:
    """Evaluate an expression in all threads of a new process at once, and then another, which is returned."""
    code = TOGETHER.format(of_each, after)
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return json.loads(ended.stdout)


@pytest.mark.skipif(not READS_OBJECTS, reason="no objects are read")
@pytest.mark.parametrize("_", range(3))
def test_threads_that_come_first_together_share_one_object_layout_and_keep_it(_: int) -> None:
    first_words = "[ctypes.c_int64.from_address(address).value for address in found]"
    addresses, are_kept = _in_threads("counter_of(plans[k], True).marks", f"(found, set({first_words}) == {{id(list)}})")
    assert addresses == [addresses[0]] * N_THREADS
    assert are_kept


def test_threads_that_come_first_together_count_alike() -> None:
    texts = "['the cat sat', 'a d\\u00f6g'] * 40, [['the cat', 'a cat'], ['a d\\u00f6g ran']] * 40"
    ids = "[[1, 2], [3]] * 40, [[1, 2, 4], [3]] * 40"
    text_scores = f"tm.rouge({texts}, stemmer='porter')['rouge2'].mean.f1, tm.bleu({texts}).score"
    found = _in_threads(f"[{text_scores}, tm.rouge({ids})['rouge1'].mean.f1, tm.Rouge().score_pair('a b', 'a c')]", "found")
    assert found == [found[0]] * N_THREADS
