//! `cargo xtask`: parse, dispatch, exit status.

fn main() {}
