"""jiwer 4's error rates with our kernels: change the import, keep the numbers.

``from textmetrics.compat import jiwer`` in place of ``import jiwer``. What there is has jiwer's
arguments, references first, its transforms, outputs, degenerate values and errors. Words and
alignments of an output are made when they are first asked for.
"""

from . import alignment, measures, process, transformations, transforms
from .alignment import *  # noqa: F403  # jiwer has all names of its modules here
from .measures import *  # noqa: F403
from .process import *  # noqa: F403
from .transformations import *  # noqa: F403
from .transforms import *  # noqa: F403

__all__ = [
    *alignment.__all__,
    *measures.__all__,
    *process.__all__,
    *transformations.__all__,
    *transforms.__all__,
    "alignment",
    "measures",
    "process",
    "transformations",
    "transforms",
]
