//! Helm's error texts: which file and line they are about, and what they say once the frame is off.
//!
//! Helm 3 and 4 word schema errors differently, so only places are read here, never meanings.

use std::sync::LazyLock;

use regex::Regex;

use crate::evidence::Evidence;
use crate::locate::Place;

/// What helm said, taken apart.
pub(super) struct Said {
    /// The innermost template that helm named, or the chart's file that it is about.
    pub(super) place: Place,
    /// Templates further out, from the outermost.
    pub(super) callers: Vec<Place>,
    /// One sentence.
    pub(super) message: String,
    /// The rest, where there is more.
    pub(super) detail: Option<String>,
}

/// Takes an error text apart. `fallback` is the place where helm names none.
pub(super) fn read(evidence: &Evidence, text: &str, fallback: Place) -> Said {
    let text = text.replace("Use --debug flag to render out invalid YAML", "");
    let text = text.trim().trim_start_matches("Error: ").trim();
    let mut places = template_places(evidence, text);
    let place = places.pop().or_else(|| chart_file(evidence, text)).unwrap_or(fallback);
    let (message, detail) = words(text);
    places.dedup();
    places.retain(|caller| *caller != place);
    Said { place, callers: places, message, detail }
}

/// Every template with its line, in the order of the text, which is from the outside in. Helm 3 names
/// one after a word, Helm 4 at the start of a line, and lint without the chart's name.
fn template_places(evidence: &Evidence, text: &str) -> Vec<Place> {
    static PLACE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?m)(?:template: |execution error at \(|parse error at \(|YAML parse error on |^\[ERROR\] templates/: |^|^\[ERROR\] )([^\s:()\[]+/[^\s:()]+\.(?:ya?ml|tpl|txt))(?::(\d+)(?::(\d+))?)?",
        )
        .expect("a valid pattern")
    });
    PLACE
        .captures_iter(text)
        .filter_map(|captures| {
            let name = captures.get(1)?.as_str();
            if name.starts_with("templates/") {
                return Some(Place::file(format!("{}/{name}", evidence.chart)));
            }
            let number =
                |group: usize| captures.get(group).and_then(|found| found.as_str().parse().ok());
            // Go counts columns from 0, and gives none in parse errors.
            let line = number(2).map(|line: u32| (line, number(3).map(|column: u32| column + 1)));
            Some(Place::Template {
                template: name.to_owned(),
                line,
                chain: Vec::new(),
                values: Vec::new(),
            })
        })
        .collect()
}

/// One sentence, and the rest where the lines of the rest mean something.
fn words(text: &str) -> (String, Option<String>) {
    static REASON: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"^.* at <(.+?)>: (.*)$").expect("a valid pattern"));
    static FRAMED: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"^(?:execution error|(parse error|YAML parse error)) (?:at \(|on )[^\s()]+?\)?: (.*)$",
        )
        .expect("a valid pattern")
    });
    if text.starts_with("values don't meet") {
        let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
        let detail = (!rest.trim().is_empty()).then(|| rest.trim().to_owned());
        return (first.trim().trim_end_matches(':').to_owned(), detail);
    }
    let line = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>();
    let line = line.join(" ");
    let line = line.trim_start_matches("[ERROR] ").trim_end_matches('.');
    if let Some(captures) = REASON.captures(line) {
        return (format!("{} at <{}>", &captures[2], &captures[1]), None);
    }
    if let Some(captures) = FRAMED.captures(line) {
        let frame = captures.get(1).map_or(String::new(), |frame| format!("{}: ", frame.as_str()));
        return (format!("{frame}{}", &captures[2]), None);
    }
    (line.to_owned(), None)
}

/// A file of the chart that is no template.
fn chart_file(evidence: &Evidence, text: &str) -> Option<Place> {
    static LINE: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"line (\d+)").expect("a valid pattern"));
    let chart = &evidence.chart;
    // The first words to match win: a schema error also quotes names of values.
    let known = [
        ("schema", "values.schema.json"),
        ("Chart.yaml", "Chart.yaml"),
        ("values.yaml", "values.yaml"),
        ("Chart.lock", "Chart.lock"),
        ("dependencies", "Chart.yaml"),
        ("kubeVersion", "Chart.yaml"),
    ];
    let (_, file) = known.iter().find(|(word, _)| text.contains(word))?;
    let path = format!("{chart}/{file}");
    let line = LINE.captures(text).and_then(|captures| captures.get(1)?.as_str().parse().ok());
    match line {
        Some(line) if *file != "values.schema.json" => Some(Place::at(path, line, 1)),
        _ => Some(Place::file(path)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_said(text: &str) -> Said {
        let evidence = Evidence { chart: "charts/c".to_owned(), ..Evidence::default() };
        read(&evidence, text, Place::file("charts/c"))
    }

    fn template(name: &str, line: u32, column: u32) -> Place {
        Place::Template {
            template: name.to_owned(),
            line: Some((line, Some(column))),
            chain: Vec::new(),
            values: Vec::new(),
        }
    }

    #[test]
    fn an_error_inside_an_include_is_placed_inside_with_its_caller() {
        let said = read_said(
            "Error: template: c/templates/a.yaml:3:6: executing \"c/templates/a.yaml\" at <include \
             \"c.x\" .>: error calling include: template: c/templates/_h.tpl:20:4: executing \"c.x\" \
             at <.Values.a.b>: nil pointer evaluating interface {}.b",
        );
        assert_eq!(said.place, template("c/templates/_h.tpl", 20, 5));
        assert_eq!(said.callers, [template("c/templates/a.yaml", 3, 7)]);
        assert_eq!(said.message, "nil pointer evaluating interface {}.b at <.Values.a.b>");
    }

    #[test]
    fn helm_4_says_the_same_over_several_lines() {
        let said = read_said(
            "Error: c/templates/a.yaml:3:6\n  executing \"c/templates/a.yaml\" at <include \"c.x\" \
             .>:\n    error calling include:\nc/templates/_h.tpl:20:4\n  executing \"c.x\" at \
             <.Values.a.b>:\n    nil pointer evaluating interface {}.b\n\nUse --debug flag to render out \
             invalid YAML\n",
        );
        assert_eq!(said.place, template("c/templates/_h.tpl", 20, 5));
        assert_eq!(said.callers, [template("c/templates/a.yaml", 3, 7)]);
        assert_eq!(said.message, "nil pointer evaluating interface {}.b at <.Values.a.b>");
    }

    #[test]
    fn lint_names_templates_without_the_chart() {
        let said = read_said("[ERROR] templates/a.yaml: object name does not conform");
        assert_eq!(said.place, Place::file("charts/c/templates/a.yaml"));
        assert_eq!(said.message, "templates/a.yaml: object name does not conform");
    }

    #[test]
    fn a_parse_error_and_a_fail_have_their_lines() {
        let parse = read_said("Error: parse error at (c/templates/a.yaml:12): unclosed action");
        let name = "c/templates/a.yaml".to_owned();
        assert_eq!(
            parse.place,
            Place::Template {
                template: name,
                line: Some((12, None)),
                chain: Vec::new(),
                values: Vec::new()
            }
        );
        assert_eq!(parse.message, "parse error: unclosed action");
        let fail = read_said("Error: execution error at (c/templates/a.yaml:2:4): two sources");
        assert_eq!(fail.place, template("c/templates/a.yaml", 2, 5));
        assert_eq!(fail.message, "two sources");
    }

    #[test]
    fn invalid_yaml_is_placed_in_its_template_without_a_line() {
        let said = read_said(
            "Error: YAML parse error on c/templates/a.yaml: error converting YAML to JSON: yaml: line \
             4: did not find expected key\n\nUse --debug flag to render out invalid YAML\n",
        );
        let template = "c/templates/a.yaml".to_owned();
        assert_eq!(
            said.place,
            Place::Template { template, line: None, chain: Vec::new(), values: Vec::new() }
        );
        assert_eq!(said.detail, None);
    }

    #[test]
    fn files_that_are_no_templates_are_found_by_their_name() {
        let schema =
            read_said("Error: values don't meet the specifications of the schema(s)\nc:\n- x");
        assert_eq!(schema.place, Place::file("charts/c/values.schema.json"));
        assert_eq!(schema.detail.as_deref(), Some("c:\n- x"));
        let chart = read_said("Error: Chart.yaml file is missing");
        assert_eq!(chart.place, Place::file("charts/c/Chart.yaml"));
        let values = read_said("Error: cannot load values.yaml: yaml: line 7: did not find");
        assert_eq!(values.place, Place::at("charts/c/values.yaml", 7, 1));
    }
}
