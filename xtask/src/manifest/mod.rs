//! Rendered text to objects, read as Kubernetes reads YAML, each knowing which template wrote it.
//!
//! This room must not know what is expected of an object.

pub mod query;

use std::collections::HashMap;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use memchr::{memchr_iter, memmem};

use crate::diagnostic::ObjectName;
use crate::render::{Origin, Origins};
use crate::yaml::{self, Dialect, Document, Node, Step, SyntaxError};

/// What one render printed.
#[derive(Clone, Debug, Default)]
pub struct Manifest {
    /// Its documents in the order of the output, empty ones left out.
    pub documents: Vec<Rendered>,
}

/// One rendered document.
#[derive(Clone, Debug)]
pub struct Rendered {
    /// The template as Helm names it, such as `certctl/templates/server-service.yaml`.
    pub template: String,
    /// What it says.
    pub content: Arc<Content>,
    /// What wrote the lines of the output, and how many lines of it stand before this document.
    origins: Origins,
    before: usize,
}

/// What a document says, shared by all renders that say the same.
#[derive(Debug)]
pub struct Content {
    /// Tells contents apart within one run.
    pub number: usize,
    /// The text without its `# Source:` line.
    pub text: String,
    /// What it holds, or why it is no YAML.
    pub document: Result<Document, SyntaxError>,
    /// The same as JSON, once something asked.
    json: OnceLock<serde_json::Value>,
}

/// Reads the output of renders; what several of them say alike is read once.
#[derive(Debug, Default)]
pub struct Reader {
    known: RwLock<HashMap<String, Arc<Content>>>,
}

/// A rendered object.
#[derive(Clone, Copy, Debug)]
pub struct Object<'a> {
    /// Its `kind`.
    pub kind: &'a str,
    /// Its `metadata.name`.
    pub name: &'a str,
    /// The whole object.
    pub root: &'a Node,
    /// The document that it is.
    pub document: &'a Rendered,
}

impl<'a> Object<'a> {
    /// The whole object as JSON.
    pub fn json(self) -> &'a serde_json::Value {
        self.document.content.json.get_or_init(|| self.root.to_json())
    }

    /// Kind and name, for a diagnostic.
    pub fn to_name(self) -> ObjectName {
        ObjectName { kind: self.kind.to_owned(), name: self.name.to_owned() }
    }

    /// The pod template of a workload with its path; of a Pod, the Pod itself.
    pub fn pod_template(self) -> Option<(Vec<Step>, &'a Node)> {
        let keys: &[&str] = match self.kind {
            "Pod" => &[],
            "Deployment" | "StatefulSet" | "DaemonSet" | "ReplicaSet" | "Job" => {
                &["spec", "template"]
            }
            "CronJob" => &["spec", "jobTemplate", "spec", "template"],
            _ => return None,
        };
        let path: Vec<Step> = keys.iter().map(|key| Step::from(*key)).collect();
        let template = self.root.at(&path)?;
        Some((path, template))
    }
}

impl Rendered {
    /// What wrote the line at which `path` stands.
    pub fn origin(&self, path: &[Step]) -> Option<Origin> {
        let span = self.content.document.as_ref().ok()?.root.locate(path);
        self.origins.line(self.before + span.line as usize)
    }

    /// The object that this document is, where it has a kind and a name.
    pub fn object(&self) -> Option<Object<'_>> {
        let root = &self.content.document.as_ref().ok()?.root;
        let kind = root.get("kind")?.as_str()?;
        let name = root.get("metadata")?.get("name")?.as_str()?;
        Some(Object { kind, name, root, document: self })
    }
}

impl Reader {
    /// Takes the output of `helm template` apart.
    pub fn manifest(&self, output: &str, origins: &Origins) -> Manifest {
        let documents = split(output)
            .into_iter()
            .filter(|(_, _, text)| has_content(text))
            .map(|(template, before, text)| {
                let content = self.content(text);
                Rendered { template, content, origins: origins.clone(), before }
            })
            .collect();
        Manifest { documents }
    }

    fn content(&self, text: String) -> Arc<Content> {
        // A thread that panicked while it held the lock has left a map that is still whole.
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner).get(&text).cloned();
        if let Some(content) = known {
            return content;
        }
        let document = yaml::parse_one(&text, Dialect::GoYaml);
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        let number = known.len();
        let content = Content { number, text: text.clone(), document, json: OnceLock::new() };
        known.entry(text).or_insert_with(|| Arc::new(content)).clone()
    }
}

impl Manifest {
    /// Takes the output of one `helm template` apart.
    pub fn parse(output: &str) -> Self {
        Reader::default().manifest(output, &Origins::default())
    }

    /// All objects, in the order of the output.
    pub fn objects(&self) -> impl Iterator<Item = Object<'_>> {
        self.documents.iter().filter_map(Rendered::object)
    }

    /// Objects of a kind and, where one is given, a name.
    pub fn select<'a>(
        &'a self,
        kind: &'a str,
        name: Option<&'a str>,
    ) -> impl Iterator<Item = Object<'a>> {
        self.objects().filter(move |object| {
            object.kind == kind && name.is_none_or(|name| object.name == name)
        })
    }
}

/// Helm has split the templates' output into documents already; each begins with `---` and a line
/// that names its template, so a `---` inside a block scalar divides nothing here. Of each document the
/// template, how many lines stand before it, and the text.
fn split(output: &str) -> Vec<(String, usize, String)> {
    const DIVIDER: &str = "---\n# Source: ";
    let is_at_start = |at: &usize| *at == 0 || output.as_bytes()[at - 1] == b'\n';
    let starts: Vec<usize> =
        memmem::find_iter(output.as_bytes(), DIVIDER).filter(is_at_start).collect();
    let ends = starts.iter().skip(1).copied().chain([output.len()]);
    let (mut seen, mut lines) = (0, 0);
    let mut documents = Vec::with_capacity(starts.len());
    for (start, end) in starts.iter().copied().zip(ends) {
        let named = &output[start + DIVIDER.len()..end];
        let (template, text) = named.split_once('\n').unwrap_or((named, ""));
        lines += memchr_iter(b'\n', &output.as_bytes()[seen..start]).count();
        seen = start;
        let mut text = text.replace("\r\n", "\n");
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
        // The text begins two lines below the divider.
        documents.push((template.trim_end().to_owned(), lines + 2, text));
    }
    documents
}

fn has_content(text: &str) -> bool {
    text.lines().map(str::trim).any(|line| !line.is_empty() && !line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_divider_inside_a_block_scalar_divides_nothing() {
        let output = "---\n# Source: c/templates/a.yaml\nkind: ConfigMap\nmetadata:\n  name: a\n\
                      data:\n  text: |\n    ---\n    # Source: no\n---\n# Source: c/templates/b.yaml\n\
                      # only a comment\n---\n# Source: c/templates/c.yaml\nkind: Secret\n\
                      metadata: {name: c}\n";
        let manifest = Manifest::parse(output);
        let seen: Vec<_> = manifest.objects().map(|object| (object.kind, object.name)).collect();
        assert_eq!(seen, [("ConfigMap", "a"), ("Secret", "c")]);
        assert_eq!(manifest.documents[1].template, "c/templates/c.yaml");
    }

    #[test]
    fn text_that_is_no_yaml_is_kept_with_the_reason() {
        let manifest = Manifest::parse("---\n# Source: c/templates/a.yaml\na: [\n");
        assert!(manifest.documents[0].content.document.is_err());
        assert_eq!(manifest.objects().count(), 0);
    }
}
