//! Both renderers: helm decides, the embedded one explains.

use std::path::Path;

use super::{Answer, Embedded, RealHelm, RenderFailure, RenderOptions, Renderer};

/// Asks both, returns what helm says, and keeps what the embedded renderer made of it.
pub struct Both {
    /// Whose word counts.
    pub helm: RealHelm,
    /// Who knows the lines.
    pub embedded: Embedded,
}

impl Both {
    /// Both, the embedded renderer after the version of this helm.
    pub fn new(helm: RealHelm) -> Self {
        let embedded = Embedded::after(&helm.helm.version);
        Both { helm, embedded }
    }
}

impl Renderer for Both {
    fn describe(&self) -> String {
        format!("{}; lines from {}", self.helm.describe(), self.embedded.describe())
    }

    fn prepare(&self, chart: &Path) {
        self.embedded.prepare(chart);
    }

    fn template(&self, chart: &Path, options: &RenderOptions) -> Answer {
        if !options.live.is_empty() {
            return self.embedded.template(chart, options);
        }
        let (helm, embedded) = rayon::join(
            || self.helm.template(chart, options),
            || self.embedded.template(chart, options),
        );
        let mut rendered = helm.rendered;
        let other = match embedded.rendered {
            Err(RenderFailure::Refused(error) | RenderFailure::Surroundings(error)) => Err(error),
            Ok(embedded) => {
                // Lines of two different outputs have nothing to do with each other.
                if let Ok(rendering) = &mut rendered
                    && embedded.output.lines().count() == rendering.output.lines().count()
                {
                    rendering.origins = embedded.origins;
                }
                Ok(embedded.output)
            }
        };
        let again = match (&rendered, &other) {
            (Ok(helm), Ok(embedded)) if helm.output != *embedded => {
                self.embedded.template(chart, options).rendered.ok().map(|again| again.output)
            }
            _ => None,
        };
        Answer { rendered, embedded: Some(other), again, coverage: embedded.coverage }
    }

    fn lint(&self, chart: &Path, options: &RenderOptions) -> Result<(), RenderFailure> {
        self.helm.lint(chart, options)
    }
}
