//! Keeps deep recursion from overflowing the stack of the thread that renders.

/// Runs code with at least a quarter of a mebibyte of stack left.
pub(crate) fn grown<T>(code: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(256 * 1024, 4 * 1024 * 1024, code)
}
