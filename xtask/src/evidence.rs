//! Everything that was read from the world for one run: what the checks are functions of.

use std::collections::HashMap;
use std::sync::OnceLock;
use std::time::Duration;

use helm_template::coverage::Coverage;

use crate::branches::Branch;
use crate::checks::finding::Evaluation;
use crate::checks::schema::Examined;
use crate::manifest::Manifest;
use crate::render::RenderFailure;
use crate::sources::Sources;
use crate::suite::{Combination, Refusal, Suite};

/// What the checks look at. A check takes what it is about and leaves the rest alone.
#[derive(Debug, Default)]
pub struct Evidence {
    /// The text of the files under review.
    pub sources: Sources,
    /// Paths that were asked for by name; where there are any, the rest was not looked at.
    pub named: Vec<String>,
    /// The chart's folder as it is shown.
    pub chart: String,
    /// What must hold.
    pub suite: Suite,
    /// Every combination that was rendered.
    pub attempts: Vec<Attempt>,
    /// Every refusal that was tried.
    pub refusals: Vec<RefusalAttempt>,
    /// How often each suppression of the policy matched, once policy has been applied.
    pub suppression_uses: Vec<usize>,
    /// What became of the expectations, once something asked: a list for each finding.
    pub evaluations: OnceLock<Vec<Vec<Evaluation>>>,
    /// What the types of the Kubernetes API say about the objects, once something asked.
    pub examined: OnceLock<HashMap<usize, Examined>>,
    /// Which branches of the templates the renders took, once something asked.
    pub branches: OnceLock<Option<Vec<Branch>>>,
    /// The commands of this program, which documents name.
    pub commands: Vec<CommandLine>,
    /// Today, as `YYYY-MM-DD`.
    pub today: String,
}

/// A command and its options.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommandLine {
    /// Its name.
    pub name: String,
    /// Its long options, without dashes.
    pub options: Vec<String>,
}

/// One combination, rendered and linted.
#[derive(Debug)]
pub struct Attempt {
    /// Which.
    pub combination: Combination,
    /// What was rendered, or why nothing was.
    pub rendered: Result<Manifest, RenderFailure>,
    /// What helm said on the side while it rendered.
    pub remarks: String,
    /// What helm said, and what the embedded renderer did, where both were asked.
    pub compared: Option<Compared>,
    /// Which ways the templates took, where the embedded renderer was asked.
    pub coverage: Option<Coverage>,
    /// What `helm lint` said.
    pub linted: Result<(), RenderFailure>,
    /// Wall time of both.
    pub took: Duration,
}

/// One refusal, tried with `helm template`: `helm lint` turns a template's `fail` into a remark.
#[derive(Debug)]
pub struct RefusalAttempt {
    /// Which.
    pub refusal: Refusal,
    /// How many objects were rendered all the same, or why nothing was.
    pub rendered: Result<usize, RenderFailure>,
    /// What helm said, and what the embedded renderer did, where both were asked.
    pub compared: Option<Compared>,
    /// Which ways the templates took, where the embedded renderer was asked.
    pub coverage: Option<Coverage>,
}

impl Evidence {
    /// The attempt at a combination.
    pub fn attempt(&self, combination: &str) -> Option<&Attempt> {
        self.attempts.iter().find(|attempt| attempt.combination.name == combination)
    }
}

impl Attempt {
    /// What was rendered, where something was.
    pub fn manifest(&self) -> Option<&Manifest> {
        self.rendered.as_ref().ok()
    }
}

/// One render by both renderers.
#[derive(Debug)]
pub struct Compared {
    /// What helm printed, or its error.
    pub helm: Result<String, String>,
    /// What the embedded renderer printed, or its error.
    pub embedded: Result<String, String>,
    /// What it printed a second time, where helm printed something else.
    pub again: Option<String>,
}
