//! One file per subcommand.

pub mod hooks;
pub mod pins;
