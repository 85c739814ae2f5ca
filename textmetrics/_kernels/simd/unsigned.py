"""The unsigned constants of kernels: a plain number beside a uint64 would make a float of both."""

from __future__ import annotations

import numpy as np

U0 = np.uint64(0)
U1 = np.uint64(1)
U2 = np.uint64(2)
U3 = np.uint64(3)
U4 = np.uint64(4)
U5 = np.uint64(5)
U6 = np.uint64(6)
U7 = np.uint64(7)
U8 = np.uint64(8)
U11 = np.uint64(11)
U12 = np.uint64(12)
U15 = np.uint64(15)
U16 = np.uint64(16)
U18 = np.uint64(18)
U24 = np.uint64(24)
U27 = np.uint64(27)
U30 = np.uint64(30)
U31 = np.uint64(31)
U32 = np.uint64(32)
U40 = np.uint64(40)
U48 = np.uint64(48)
U55 = np.uint64(55)
U56 = np.uint64(56)
U57 = np.uint64(57)
U60 = np.uint64(60)
U63 = np.uint64(63)
U64 = np.uint64(64)
