//! The functions that Helm's templates have from Sprig and from Helm, one room per subject.
//!
//! It knows neither templates nor the executor: a function is given checked values and gives one back.

mod arguments;
mod convert;
mod dates;
mod dicts;
mod encodings;
mod equality;
mod flow;
mod lists;
mod math;
mod network;
mod paths;
mod random;
mod reflection;
pub(crate) mod regexes;
mod semver;
mod strings;
mod types;
mod urls;

#[cfg(feature = "crypto")]
mod crypto;

pub(crate) use dates::{has_layout, read_date, read_toml_time};
pub use semver::satisfies;
pub(crate) use urls::{absolute_url, is_absolute_url, url_parts};

use std::sync::LazyLock;

use crate::function::{Function, FunctionTable, Parameter};
use crate::value::Value;

/// Code of a function.
type Run = fn(&[Value]) -> Result<Value, String>;

/// Strings beyond this are refused instead of made, so that no template can exhaust the memory.
const MAX_TEXT: usize = 1 << 28;

/// Lists beyond this are refused instead of made.
const MAX_ITEMS: usize = 1 << 24;

/// A function with a fixed number of parameters.
const fn fixed(name: &'static str, parameters: &'static [Parameter], run: Run) -> Function {
    Function { name, parameters, variadic: None, run }
}

/// A function that takes more of the last kind.
const fn variadic(
    name: &'static str,
    parameters: &'static [Parameter],
    rest: Parameter,
    run: Run,
) -> Function {
    Function { name, parameters, variadic: Some(rest), run }
}

/// Every function, by list.
pub fn lists() -> Vec<&'static [Function]> {
    vec![
        dates::FUNCTIONS,
        dicts::FUNCTIONS,
        encodings::FUNCTIONS,
        flow::FUNCTIONS,
        lists::FUNCTIONS,
        math::FUNCTIONS,
        network::FUNCTIONS,
        paths::FUNCTIONS,
        random::FUNCTIONS,
        reflection::FUNCTIONS,
        regexes::FUNCTIONS,
        semver::FUNCTIONS,
        strings::FUNCTIONS,
        types::FUNCTIONS,
        urls::FUNCTIONS,
        #[cfg(feature = "crypto")]
        crypto::FUNCTIONS,
    ]
}

/// What Helm 4.1 has otherwise.
pub(crate) fn since_4_1() -> &'static [Function] {
    semver::SINCE_4_1
}

/// The table with every function, made once.
pub fn table() -> &'static FunctionTable {
    static TABLE: LazyLock<FunctionTable> = LazyLock::new(|| FunctionTable::new(&lists()));
    &TABLE
}
