//! Keeps deep recursion from overflowing the stack of the thread that renders.

/// Runs code with at least half a mebibyte of stack left, which is enough to print or drop the deepest
/// tree that the parser makes.
pub(crate) fn grown<T>(code: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(512 * 1024, 4 * 1024 * 1024, code)
}
