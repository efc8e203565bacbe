//! From rendered files to what `helm template` prints, line by line.
//!
//! It must not know how files are rendered.

mod head;
mod kinds;
mod split;

use std::borrow::Cow;
use std::cmp::Ordering;
use std::ops::Range;

use crate::chart::{File, glob};
use crate::octets;
use crate::version::Version;
use head::Head;
use kinds::Kinds;
pub use split::split_manifests;

/// What is printed and what is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutputOptions {
    /// `--include-crds`
    pub include_crds: bool,
    /// `--no-hooks`
    pub no_hooks: bool,
    /// `--skip-tests`
    pub skip_tests: bool,
    /// `--show-only`
    pub show_only: Vec<String>,
    /// The version of Helm to imitate.
    pub helm: Version,
}

/// A file as the templates wrote it.
#[derive(Clone, Copy, Debug)]
pub struct RenderedFile<'a> {
    /// As in `# Source:`.
    pub name: &'a str,
    /// Its bytes.
    pub text: &'a [u8],
}

/// Where a printed line comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineSource {
    /// Helm itself: a divider, a `# Source:` line.
    Helm,
    /// A rendered file, by its place in the list, and the line in it, from 1.
    Rendered {
        /// The place of the file.
        file: usize,
        /// The line, from 1.
        line: usize,
    },
    /// A file in crds/, by its place in the list, and the line in it, from 1.
    CustomResource {
        /// The place of the file.
        file: usize,
        /// The line, from 1.
        line: usize,
    },
}

/// What `helm template` prints.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// The text.
    pub text: String,
    /// Where each line of it comes from.
    pub lines: Vec<LineSource>,
}

/// Why nothing is printed, in Helm's words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OutputError {
    /// A rendered file that is no manifest.
    #[error("YAML parse error on {file}: {reason}\n\nUse --debug flag to render out invalid YAML")]
    Yaml {
        /// The file.
        file: String,
        /// What is wrong.
        reason: String,
        /// The line in the file, from 1, where it is known.
        line: Option<usize>,
    },
    /// `--show-only` names nothing.
    #[error("could not find template {0} in chart")]
    NotFound(String),
}

/// A document of a rendered file.
struct Manifest<'a> {
    file: usize,
    first_line: usize,
    text: Cow<'a, str>,
    head: Head,
}

/// Puts rendered files in order and prints them; warnings are Helm's.
///
/// # Errors
/// Where a document is no YAML, or `--show-only` names nothing.
pub fn print(
    files: &[RenderedFile<'_>],
    custom_resources: &[(String, File)],
    options: &OutputOptions,
    warnings: &mut Vec<String>,
) -> Result<Output, OutputError> {
    let (hooks, manifests) = sorted(files, options.helm, warnings)?;
    let mut page = Page::default();
    if options.include_crds {
        for (file, (name, resource)) in custom_resources.iter().enumerate() {
            let text = String::from_utf8_lossy(&resource.data);
            page.document(name, &text, |line| LineSource::CustomResource { file, line }, 1);
        }
    }
    for manifest in &manifests {
        page.manifest(files, manifest);
    }
    page.trim();
    if !options.no_hooks {
        for hook in &hooks {
            if options.skip_tests && hook.head.is_test() {
                continue;
            }
            page.manifest(files, hook);
        }
    }
    let Page { mut text, mut lines } = page;
    if !options.show_only.is_empty() {
        (text, lines) = only(&text, &lines, &options.show_only)?;
    }
    Ok(Output { text, lines })
}

/// A part of a text, for as long as the text itself is there.
fn part<'a>(text: &Cow<'a, str>, range: Range<usize>) -> Cow<'a, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(&text[range]),
        Cow::Owned(text) => Cow::Owned(text[range].to_owned()),
    }
}

type Sorted<'a> = (Vec<Manifest<'a>>, Vec<Manifest<'a>>);

fn sorted<'a>(
    files: &[RenderedFile<'a>],
    helm: Version,
    warnings: &mut Vec<String>,
) -> Result<Sorted<'a>, OutputError> {
    let mut order: Vec<usize> = (0..files.len()).collect();
    order.sort_by_key(|index| files[*index].name);
    let kinds = Kinds::new(helm);
    let (mut hooks, mut manifests) = (Vec::new(), Vec::new());
    for index in order {
        let RenderedFile { name, text } = files[index];
        let base = name.rsplit('/').next().unwrap_or(name);
        if base.starts_with('_') || name.ends_with("NOTES.txt") {
            continue;
        }
        let (text, has_octets) = octets::text(text);
        let mut line = 1;
        let mut counted = 0;
        for document in split_manifests(&text) {
            line += text[counted..document.start].matches('\n').count();
            counted = document.start;
            let text = part(&text, document);
            let head = match has_octets {
                true => Head::of(&octets::bytes(&text)),
                false => Head::of(text.as_bytes()),
            };
            let head = head.map_err(|error| OutputError::Yaml {
                file: name.to_owned(),
                reason: match helm {
                    Version::V4_1 => {
                        error.message.replace("releaseutil.SimpleHead", "util.SimpleHead")
                    }
                    _ => error.message,
                },
                line: (error.line > 0).then_some(line + error.line - 1),
            })?;
            let text = if has_octets { octets::shown(&text).into() } else { text };
            let manifest = Manifest { file: index, first_line: line, text, head };
            match manifest.head.hook_events() {
                None => manifests.push(manifest),
                Some(Ok(())) => hooks.push(manifest),
                Some(Err(unknown)) => {
                    warnings.push(format!("info: skipping unknown hook: {unknown:?}"));
                }
            }
        }
    }
    let by_kind = |one: &Manifest<'_>, other: &Manifest<'_>| -> Ordering {
        kinds.compare(&one.head.kind, &other.head.kind)
    };
    hooks.sort_by(by_kind);
    manifests.sort_by(by_kind);
    Ok((hooks, manifests))
}

#[derive(Default)]
struct Page {
    text: String,
    lines: Vec<LineSource>,
}

impl Page {
    fn manifest(&mut self, files: &[RenderedFile<'_>], manifest: &Manifest<'_>) {
        let Manifest { file, first_line, ref text, .. } = *manifest;
        let source = |line| LineSource::Rendered { file, line };
        self.document(files[file].name, text, source, first_line);
    }

    fn document(
        &mut self,
        name: &str,
        text: &str,
        source: impl Fn(usize) -> LineSource,
        first_line: usize,
    ) {
        self.text.push_str("---\n# Source: ");
        self.text.push_str(name);
        self.text.push('\n');
        self.text.push_str(text);
        self.text.push('\n');
        self.lines.extend([LineSource::Helm, LineSource::Helm]);
        let count = text.bytes().filter(|byte| *byte == b'\n').count() + 1;
        self.lines.extend((first_line..first_line + count).map(source));
    }

    /// Helm takes the blanks from both ends of all that is no hook.
    fn trim(&mut self) {
        let kept = self.text.trim_end().len();
        self.text.truncate(kept);
        self.text.push('\n');
        let count = self.text.matches('\n').count();
        self.lines.resize(count, LineSource::Helm);
    }
}

/// What `--show-only` leaves, in the order in which it names files.
fn only(
    text: &str,
    lines: &[LineSource],
    wanted: &[String],
) -> Result<(String, Vec<LineSource>), OutputError> {
    let mut documents = Vec::new();
    let (mut line, mut counted) = (0, 0);
    for range in split_manifests(text) {
        line += text[counted..range.start].matches('\n').count();
        counted = range.start;
        let document = &text[range];
        if let Some(path) = source_path(document) {
            documents.push((path, document, line));
        }
    }
    let mut shown = (String::new(), Vec::new());
    for pattern in wanted {
        let fits = |path: &str| glob::matches(pattern, path).unwrap_or(false);
        let mut missing = true;
        for (_, document, line) in documents.iter().filter(|(path, ..)| fits(path)) {
            missing = false;
            shown.0.push_str("---\n");
            shown.0.push_str(document);
            shown.0.push('\n');
            let count = document.matches('\n').count() + 1;
            shown.1.push(LineSource::Helm);
            shown.1.extend(lines.iter().skip(*line).take(count));
        }
        if missing {
            return Err(OutputError::NotFound(pattern.clone()));
        }
    }
    Ok(shown)
}

/// The path behind `# Source: chart/` in a document.
fn source_path(document: &str) -> Option<&str> {
    let mut rest = document;
    loop {
        let at = rest.find("# Source: ")?;
        rest = &rest[at + "# Source: ".len()..];
        let line = rest.split('\n').next().unwrap_or(rest);
        if let Some((chart, path)) = line.split_once('/')
            && !chart.is_empty()
            && !path.is_empty()
        {
            return Some(path);
        }
    }
}
