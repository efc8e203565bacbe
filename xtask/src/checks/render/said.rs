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
    let text = text.trim().trim_start_matches("Error: ").trim();
    let mut places = template_places(text);
    let place = places.pop().or_else(|| chart_file(evidence, text)).unwrap_or(fallback);
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let message = first.trim().trim_start_matches("[ERROR] ").trim_end_matches('.').to_owned();
    let rest = rest.replace(DEBUG_ADVICE, "");
    let detail = (!rest.trim().is_empty()).then(|| rest.trim().to_owned());
    places.dedup();
    places.retain(|caller| *caller != place);
    Said { place, callers: places, message, detail }
}

const DEBUG_ADVICE: &str = "Use --debug flag to render out invalid YAML";

/// Every template with its line, in the order of the text, which is from the outside in.
fn template_places(text: &str) -> Vec<Place> {
    static PLACE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?:template: |execution error at \(|parse error at \(|YAML parse error on )([^\s:()]+/[^\s:()]+\.(?:ya?ml|tpl|txt))(?::(\d+)(?::(\d+))?)?",
        )
        .expect("a valid pattern")
    });
    PLACE
        .captures_iter(text)
        .filter_map(|captures| {
            let number =
                |group: usize| captures.get(group).and_then(|found| found.as_str().parse().ok());
            // Go counts columns from 0, and gives none in parse errors.
            let line =
                number(2).map(|line: u32| (line, number(3).map_or(1, |column: u32| column + 1)));
            Some(Place::Template { template: captures.get(1)?.as_str().to_owned(), line })
        })
        .collect()
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
        Place::Template { template: name.to_owned(), line: Some((line, column)) }
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
    }

    #[test]
    fn a_parse_error_and_a_fail_have_their_lines() {
        let parse = read_said("Error: parse error at (c/templates/a.yaml:12): unclosed action");
        assert_eq!(parse.place, template("c/templates/a.yaml", 12, 1));
        let fail = read_said("Error: execution error at (c/templates/a.yaml:2:4): two sources");
        assert_eq!(fail.place, template("c/templates/a.yaml", 2, 5));
    }

    #[test]
    fn invalid_yaml_is_placed_in_its_template_without_a_line() {
        let said = read_said(
            "Error: YAML parse error on c/templates/a.yaml: error converting YAML to JSON: yaml: line \
             4: did not find expected key\n\nUse --debug flag to render out invalid YAML\n",
        );
        let template = "c/templates/a.yaml".to_owned();
        assert_eq!(said.place, Place::Template { template, line: None });
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
