"""Compile kernels with Numba and keep them on disk. No other room imports numba."""

from .. import files_on_demand

__getattr__ = files_on_demand(
    __name__,
    {
        "intrinsics": "c_function can_call fetch int64_at of_addresses stack_bytes uint32_at",
        "jit": "config kernel way_in",
        "vectors": "byte_mask every in_vectors load_first or_of spread vector",
    },
)
