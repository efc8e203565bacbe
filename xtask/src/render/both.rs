//! Both renderers: helm decides, the embedded one explains.

use std::path::Path;

use super::{Embedded, RealHelm, RenderFailure, RenderOptions, Renderer, Rendering};

/// Asks both, returns what helm says, and keeps what the embedded renderer made of it.
pub struct Both {
    /// Whose word counts.
    pub helm: RealHelm,
    /// Who knows the lines.
    pub embedded: Embedded,
}

impl Renderer for Both {
    fn describe(&self) -> String {
        format!("{}; lines from {}", self.helm.describe(), self.embedded.describe())
    }

    fn template(&self, chart: &Path, options: &RenderOptions) -> Result<Rendering, RenderFailure> {
        let (helm, embedded) = rayon::join(
            || self.helm.template(chart, options),
            || self.embedded.template(chart, options),
        );
        let mut rendering = helm?;
        match embedded {
            Err(RenderFailure::Refused(error) | RenderFailure::Surroundings(error)) => {
                rendering.other = Some(Err(error));
            }
            Ok(embedded) => {
                // Lines of two different outputs have nothing to do with each other.
                if embedded.output.lines().count() == rendering.output.lines().count() {
                    rendering.origins = embedded.origins;
                }
                rendering.other = Some(Ok(embedded.output));
            }
        }
        Ok(rendering)
    }

    fn lint(&self, chart: &Path, options: &RenderOptions) -> Result<(), RenderFailure> {
        self.helm.lint(chart, options)
    }
}
