//! The suite of the repository's chart, rendered by a helm of a given version.

use xtask::evidence::Evidence;
use xtask::gather::{self, Extra};

use super::{helms, support};

pub(crate) fn rendered(version: &str) -> Evidence {
    let subject = gather::subject(support::root(), None, None).expect("the chart is there");
    let mut evidence = gather::read(&subject).expect("the files can be read");
    assert_eq!(evidence.suite.problems, []);
    let helm = helms::helm(version);
    gather::render(&mut evidence, &subject, &Extra::default(), &helm, &|_| {}).expect("helm runs");
    assert!(!evidence.attempts.is_empty(), "the matrix has combinations");
    assert!(!evidence.refusals.is_empty(), "the matrix has refusals");
    evidence
}
