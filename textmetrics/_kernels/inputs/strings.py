"""Lists of str read where the interpreter keeps them, as UTF-8: a fraction of the time that its own functions need.

CPython keeps a string as an array of characters of one width behind a header. Where this process proves to do so, both are read from
memory; a string that is kept in another way is left to Python. Strings do not change, so the interpreter's lock is not needed, as long
as the caller holds on to the list and no other code can reach it: a slice of its own.
"""

from __future__ import annotations

import ctypes
import sys
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from ..compiler import c_function, fetch, int64_at, kernel, stack_bytes, uint32_at
from ..simd import CHARACTERS_AT_ONCE, SCRATCH_BYTES, SPARE_BYTES, encode
from .object_layout import ITEMS, LENGTH, TYPE, keeps_lists, word

# Of C itself: compiled code has them everywhere.
_copy = c_function("memcpy", 3, gives=False)
_fill = c_function("memset", 3, gives=False)

# Where CPython keeps a string's *state*: above what tells whether it is interned, the bytes of a character (none where a string is not
# ready yet), whether the characters follow the header, and whether they are all ASCII. Other bits are not set to anything.
_STATE = 32
_STATE_SHIFTS = (2, 16)
_COMPACT = 1 << 3
_ALL_ASCII = 1 << 4
_STATE_BITS = 0x1F
# How many texts ahead of the one that is read headers, and the texts behind them, are fetched.
_HEADERS_AHEAD = 8
_TEXTS_AHEAD = 3
_LINES_AHEAD = 16  # of a long text the processor fetches the rest by itself
# Places in the array of marks.
_LIST, _STR, _MASK, _ASCII, _ONE_BYTE, _TWO_BYTES, _FOUR_BYTES, _ASCII_BEGIN, _BEGIN = range(9)
_stack_bytes = stack_bytes(SCRATCH_BYTES)

_SURROGATE = np.uint64((1 << 64) - 1)


class _OtherText(str):
    """A str of another class, which is kept in another way."""


class TextLayout(NamedTuple):
    """How this process keeps lists and strings, as it is handed to the kernels.

    Attributes:
        address: of the array, which is what the kernels take; 0 where they cannot read strings.
        owner: the array, as `text_marks` returns it: whoever keeps the address holds on to it.
    """

    address: int
    owner: npt.NDArray[np.int64] | None


def text_marks() -> npt.NDArray[np.int64] | None:
    """Find out how this process keeps lists and strings.

    Returns:
        int64 (9,): the addresses of the types list and str; which bits of a state count; the states of strings of ASCII, and of others
        of one, two and four bytes a character; and how far behind an object's address the characters of ASCII, and of others, begin.
        None where `read_texts` cannot read them: this is no CPython with its one lock, or it keeps them in another way.
    """
    if not keeps_lists():
        return None

    def state(value: str) -> int:
        return ctypes.c_uint32.from_address(id(value) + _STATE).value

    samples = {width: _samples(first) for width, first in ((0, "a"), (1, "\xe9"), (2, "\u0101"), (4, "\U0001f600"))}
    for shift in _STATE_SHIFTS:
        states = [((max(width, 1) | _COMPACT | _ALL_ASCII * (width == 0)) << shift) for width in samples]
        mask = _STATE_BITS << shift
        if all(state(text) & mask == kept for kept, texts in zip(states, samples.values(), strict=True) for text in texts):
            break
    else:
        return None
    if any(state(_OtherText(texts[0])) & mask in states for texts in samples.values()):
        return None
    begins = sys.getsizeof("") - 1, sys.getsizeof("".join(["\u0101", "b"])) - 2 * 3
    for width, texts in samples.items():
        encoding = {0: "ascii", 1: "latin-1", 2: "utf-16-le", 4: "utf-32-le"}[width]
        begin = begins[width > 0]
        for text in texts:
            kept = text.encode(encoding)
            if sys.getsizeof(text) < begin + len(kept) or (word(text, TYPE), word(text, LENGTH)) != (id(str), len(text)):
                return None
            if ctypes.string_at(id(text) + begin, len(kept)) != kept:
                return None
    return np.asarray([id(list), id(str), mask, *states, *begins], np.int64)


def _samples(character: str) -> list[str]:
    """Make strings that hold a character, new ones and such as the interpreter keeps once."""
    texts = ["".join([character, "b" * n, character]) for n in (0, 1, 2, 7, 300)]
    return [*texts, sys.intern("".join([character, "c"])), character]


def _text_layout() -> TextLayout:
    marks = text_marks()
    return TextLayout(0 if marks is None else int(marks.ctypes.data), marks)


# Found out while the module is imported, which one thread does while others wait: all use the same array.
TEXT_LAYOUT = _text_layout()


@kernel(wraps=True)
def _write_characters(characters, n_characters, shift, data, at, scratch):
    """Write the UTF-8 of characters that are not all ASCII.

    Args:
        characters: int64, the address of the first.
        n_characters: int64.
        shift: int64: a character has 1 << shift bytes.
        data: uint8, output: room for as many bytes as the characters may have, and SPARE_BYTES behind them.
        at: uint64, where to begin.
        scratch: int64, the address of SCRATCH_BYTES.

    Returns:
        uint64, the end; _SURROGATE where a character is one, which UTF-8 cannot write.
    """
    for k in range(0, n_characters, CHARACTERS_AT_ONCE):
        source = characters + (k << shift)
        n_others = max(CHARACTERS_AT_ONCE - (n_characters - k), 0)
        if n_others > 0:
            _fill(scratch, 0, CHARACTERS_AT_ONCE << shift)
            _copy(scratch, source, (n_characters - k) << shift)
            source = scratch
        place = data.ctypes.data + np.int64(at)
        end = encode(shift, source, place)
        if end == 0:
            return _SURROGATE
        at += np.uint64(end - place - n_others)  # the others are zeros, of one byte each
    return at


@kernel
def read_texts(texts, first, last, marks, data, offsets, text):
    """Write the UTF-8 of texts[first:last] behind data[: offsets[text]], and where each ends at offsets[text + 1 :].

    Args:
        texts: int64, the address of a list that nothing changes meanwhile.
        first, last: int64.
        marks: int64, the address of those of `text_marks`.
        data: uint8, output; behind the texts stay SPARE_BYTES or more.
        offsets: int64, where texts begin; those of first … last are at `text` and behind.
        text: int64.

    Returns:
        `last`; or the index of the text for which `data` may have no room; or, negative, -1 - the index of what is no str, cannot be
        encoded, or is kept in another way. The texts before it are written.
    """
    str_type = int64_at(marks + 8 * _STR)
    mask = int64_at(marks + 8 * _MASK)
    ascii_state = int64_at(marks + 8 * _ASCII)
    ascii_begin = int64_at(marks + 8 * _ASCII_BEGIN)
    begin = int64_at(marks + 8 * _BEGIN)
    if int64_at(texts + TYPE) != int64_at(marks + 8 * _LIST) or int64_at(texts + LENGTH) < last:
        return -1 - first
    items = int64_at(texts + ITEMS)
    at = np.uint64(offsets[text])
    scratch = _stack_bytes()
    for k in range(first, last):
        if k + _HEADERS_AHEAD < last:
            fetch(int64_at(items + 8 * (k + _HEADERS_AHEAD)) + TYPE)
        if k + _TEXTS_AHEAD < last:
            ahead = int64_at(items + 8 * (k + _TEXTS_AHEAD))
            if int64_at(ahead + TYPE) == str_type:
                for line in range(1, 1 + min((int64_at(ahead + LENGTH) + ascii_begin) >> 6, _LINES_AHEAD)):
                    fetch(ahead + 64 * line)
        item = int64_at(items + 8 * k)
        if int64_at(item + TYPE) != str_type:
            return -1 - k
        n_characters = int64_at(item + LENGTH)
        state = uint32_at(item + _STATE) & mask
        room = np.int64(len(data)) - SPARE_BYTES - np.int64(at)
        if state == ascii_state:
            if n_characters > room:
                return k
            _copy(data.ctypes.data + np.int64(at), item + ascii_begin, n_characters)
            at += np.uint64(n_characters)
        else:
            shift = np.int64(0)
            while shift < 3 and state != int64_at(marks + 8 * (_ONE_BYTE + shift)):
                shift += 1
            if shift == 3:
                return -1 - k
            if (2 + shift) * n_characters > room:
                return k
            at = _write_characters(item + begin, n_characters, shift, data, at, scratch)
            if at == _SURROGATE:
                return -1 - k
        offsets[text + 1 + k - first] = np.int64(at)
    return last


@kernel
def read_row(texts, n_texts, marks, data, offsets):
    """Write a whole list of texts from the beginning of `data`; tell whether that could be done."""
    offsets[0] = 0
    return read_texts(texts, np.int64(0), n_texts, marks, data, offsets, np.int64(0)) == n_texts
