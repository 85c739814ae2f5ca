"""Weighted longest common subsequences of ROUGE-W (Lin 2004): consecutive matches weigh more than scattered ones.

A match that continues a run of k matches adds f(k + 1) - f(k); a cell without a match takes the larger neighbour and
ends the run. The weights f come from the caller as a table, so that they are the numbers of the reference program,
which decide ties and with them the walk back.
"""

from __future__ import annotations

import numpy as np

from ..compiler import kernel
from ..simd import U0, U1, U63
from .union import leave_common


@kernel
def weighted_lcs_pairs(ids, id_offsets, n_rows, pair_rows, n_pairs, weights, scores, runs, out):
    """Give the weighted LCS of pairs of whole texts, as in the paper.

    Args:
        ids: int32, token ids of all texts, predictions before references.
        id_offsets: int64 (n_rows + n_pairs + 1,), where texts begin in `ids`.
        n_rows: int64, predictions.
        pair_rows: int64 (n_pairs,), the prediction of a pair; its reference is text n_rows + pair.
        n_pairs: int64.
        weights: float64, f(0), f(1), … up to the tokens of the longest text; f(0) is 0.
        scores: float64 (longest reference + 1,), scratch.
        runs: int64 (longest reference + 1,), scratch.
        out: float64 (n_pairs, 3), output: the weighted LCS, f of the prediction's tokens, f of the reference's.
    """
    for pair in range(n_pairs):
        begin = id_offsets[pair_rows[pair]]
        end = id_offsets[pair_rows[pair] + 1]
        reference_begin = id_offsets[n_rows + pair]
        n_reference = id_offsets[n_rows + pair + 1] - reference_begin
        for j in range(n_reference + 1):
            scores[j] = 0.0
            runs[j] = 0
        for i in range(begin, end):
            token = ids[i]
            score_before = 0.0
            run_before = np.int64(0)
            for j in range(n_reference):
                score = scores[j + 1]
                run = runs[j + 1]
                if ids[reference_begin + j] == token:
                    scores[j + 1] = score_before + weights[run_before + 1] - weights[run_before]
                    runs[j + 1] = run_before + 1
                else:
                    scores[j + 1] = max(score, scores[j])
                    runs[j + 1] = 0
                score_before = score
                run_before = run
        out[pair, 0] = scores[n_reference]
        out[pair, 1] = weights[end - begin]
        out[pair, 2] = weights[n_reference]


@kernel(wraps=True)
def _mark_line(ids, begin, n_tokens, bit_begin, n_positions, weights, scores, runs, ups, marked):
    """Mark the positions of a reference line that the walk through its table with one prediction line matches."""
    if n_tokens == 0:
        return
    n_words = (n_tokens + 63) >> 6
    for j in range(n_tokens + 1):
        scores[j] = 0.0
        runs[j] = 0
    for i in range(n_positions):
        token = ids[bit_begin + i]
        score_before = 0.0
        run_before = np.int64(0)
        bits = U0
        for j in range(n_tokens):
            score = scores[j + 1]
            run = runs[j + 1]
            if ids[begin + j] == token:
                scores[j + 1] = score_before + weights[run_before + 1] - weights[run_before]
                runs[j + 1] = run_before + 1
            else:
                runs[j + 1] = 0
                if score >= scores[j]:
                    bits |= U1 << (np.uint64(j) & U63)
                else:
                    scores[j + 1] = scores[j]
            score_before = score
            run_before = run
            if (j & 63) == 63 or j == n_tokens - 1:
                ups[i * n_words + (j >> 6)] = bits
                bits = U0
    i = n_positions - 1
    j = n_tokens - 1
    while i >= 0 and j >= 0:
        if ids[bit_begin + i] == ids[begin + j]:
            marked[i] = 1
            i -= 1
            j -= 1
        elif ups[i * n_words + (j >> 6)] >> (np.uint64(j) & U63) & U1 != U0:
            i -= 1
        else:
            j -= 1


@kernel
def _take_runs(ids, bit_begin, n_positions, marked, left, weights, matches):
    """Add the weights of a line's runs of marked positions to `matches`; take their tokens from `left`.

    A marked token that is used up neither counts nor ends its run, and a run still open at the end of the line is lost:
    the reference program does so.
    """
    run = 0
    for k in range(n_positions):
        token = ids[bit_begin + k]
        if marked[k] != 0 and left[token] > 0:
            run += 1
            if k + 1 == n_positions or marked[k + 1] == 0:
                matches += weights[run]
                run = 0
            left[token] -= 1
    return matches


@kernel
def bit_table_words(line_offsets, text_lines, n_rows, pair_rows, n_pairs):
    """Give the words that hold one bit for each pair of tokens of any line of a reference and any of its prediction."""
    most = np.int64(0)
    for pair in range(n_pairs):
        longest = np.int64(0)
        for line in range(text_lines[pair_rows[pair]], text_lines[pair_rows[pair] + 1]):
            longest = max(longest, line_offsets[line + 1] - line_offsets[line])
        longest_reference = np.int64(0)
        for line in range(text_lines[n_rows + pair], text_lines[n_rows + pair + 1]):
            longest_reference = max(longest_reference, line_offsets[line + 1] - line_offsets[line])
        most = max(most, longest_reference * ((longest + 63) >> 6))
    return most


@kernel
def weighted_union_pairs(
    ids,
    line_offsets,
    text_lines,
    clip_ids,
    clip_offsets,
    n_rows,
    pair_rows,
    n_pairs,
    weights,
    counts,
    left,
    scores,
    runs,
    ups,
    marked,
    out,
):
    """Give the weighted union LCS of pairs of texts of lines, as ROUGE-1.5.5 does.

    The matched positions of a reference line are the union of its walks with all lines of the prediction; a token
    matches no more often than it stands in both texts; each run of matched positions adds its weight.

    Args:
        ids: int32, token ids of the texts' lines.
        line_offsets: int64, line l is ids[line_offsets[l]:line_offsets[l + 1]].
        text_lines: int64 (n_rows + n_pairs + 1,), the first line of each text, predictions before references.
        clip_ids: int32, token ids of the texts whose counts clip the matches: `ids`, but where a byte limit cuts lines
            and texts apart.
        clip_offsets: int64 (n_rows + n_pairs + 1,), where these texts begin in `clip_ids`.
        n_rows: int64, predictions.
        pair_rows: int64 (n_pairs,), the prediction of a pair; its reference is text n_rows + pair.
        n_pairs: int64.
        weights: float64, f(0), f(1), … up to the tokens of the longest text; f(0) is 0.
        counts: int64 (n_ids + 1,), by id, all zero; left zero.
        left: int64 (n_ids + 1,), by id, all zero; left zero.
        scores: float64 (longest prediction line + 1,), scratch.
        runs: int64 (longest prediction line + 1,), scratch.
        ups: uint64, scratch: as many words as `bit_table_words` gives.
        marked: uint8 (longest reference line,), scratch.
        out: float64 (n_pairs, 3), output: the matched runs' weights, f of the prediction's tokens, the sum of f over
            the reference's lines. The program takes f of that sum once more.
    """
    for pair in range(n_pairs):
        prediction = pair_rows[pair]
        reference = n_rows + pair
        clip_begin = clip_offsets[reference]
        clip_end = clip_offsets[reference + 1]
        n_prediction = clip_offsets[prediction + 1] - clip_offsets[prediction]
        leave_common(
            clip_ids, clip_offsets[prediction], clip_offsets[prediction + 1], clip_begin, clip_end, counts, left
        )
        matches = 0.0
        total = 0.0
        for line in range(text_lines[reference], text_lines[reference + 1]):
            bit_begin = line_offsets[line]
            n_positions = line_offsets[line + 1] - bit_begin
            total += weights[n_positions]
            for k in range(n_positions):
                marked[k] = 0
            for other in range(text_lines[prediction], text_lines[prediction + 1]):
                begin = line_offsets[other]
                n_tokens = line_offsets[other + 1] - begin
                _mark_line(ids, begin, n_tokens, bit_begin, n_positions, weights, scores, runs, ups, marked)
            matches = _take_runs(ids, bit_begin, n_positions, marked, left, weights, matches)
        for k in range(clip_begin, clip_end):
            left[clip_ids[k]] = 0
        out[pair, 0] = matches
        out[pair, 1] = weights[n_prediction]
        out[pair, 2] = total
