//! Which template line wrote which line of output, and which ways were taken.

mod support;

use helm_template::coverage::Arm;
use helm_template::error::{Error, Limit};
use helm_template::exec::{Limits, RenderOptions, Rendered};
use helm_template::provenance::{LineOrigin, Site};
use helm_template::template::TemplateSet;
use helm_template::value::{Map, Value};
use helm_template::version::Version;

fn parsed(files: &[(&str, &str)]) -> TemplateSet {
    TemplateSet::parse(files.iter().copied(), &support::FUNCTIONS, Version::default())
        .expect("it parses")
}

fn top() -> Value {
    let top = Map::new();
    top.set("x", Value::string("X"));
    top.set("text", Value::string("a: {{ .x }}\nb: 2\n"));
    Value::Map(top)
}

fn rendered(set: &TemplateSet) -> Vec<Rendered> {
    set.render(|_| Some(top()), &RenderOptions::default(), &mut set.coverage()).expect("it renders")
}

fn failed(set: &TemplateSet, limits: Limits) -> Error {
    let options = RenderOptions { limits, ..RenderOptions::default() };
    set.render(|_| Some(top()), &options, &mut set.coverage()).expect_err("it fails")
}

fn shown(site: &Site) -> String {
    format!("{}:{}", site.template, site.line)
}

fn path(origin: &LineOrigin) -> String {
    let places = origin.chain.iter().chain([&origin.site]);
    places.map(shown).collect::<Vec<_>>().join(" > ")
}

const HELPERS: &str = "{{ define \"labels\" }}
app: {{ .x }}
{{- if .x }}
kind: it
{{- end }}
last: {{ include \"name\" . }}
{{- end }}
{{ define \"name\" }}n{{ end }}
";

#[test]
fn lines_lead_through_includes_and_indentation() {
    let body = "top: 1\nlabels:\n  {{- include \"labels\" . | nindent 4 }}\nend: {{ .x }}\n";
    let set = parsed(&[("c/h.tpl", HELPERS), ("c/_h.tpl", HELPERS), ("c/a.yaml", body)]);
    let written = rendered(&set).into_iter().find(|file| &*file.name == "c/a.yaml").unwrap();
    let text = String::from_utf8(written.text).unwrap();
    assert_eq!(text, "top: 1\nlabels:\n    \n    app: X\n    kind: it\n    last: n\nend: X\n");
    let paths: Vec<String> = written.lines.iter().map(|origin| path(&origin)).collect();
    let labels = |line: u32| format!("c/a.yaml:3 > c/_h.tpl:{line}");
    assert_eq!(
        paths,
        [
            "c/a.yaml:1",
            "c/a.yaml:2",
            "c/a.yaml:3",
            &labels(2),
            &labels(4),
            &labels(6),
            "c/a.yaml:4",
        ]
    );
}

#[test]
fn a_call_that_is_made_again_has_places_of_its_own() {
    let outer = "{{ define \"outer\" }}labels: {{ include \"labels\" . | nindent 2 }}{{ end }}";
    let body =
        "{{ include \"outer\" . }}\n---\n{{ include \"outer\" . }}\n{{ include \"labels\" . }}";
    let files = [("c/_h.tpl", HELPERS), ("c/_o.tpl", outer), ("c/a.yaml", body)];
    let set = parsed(&files);
    let mut coverage = set.coverage();
    // One argument for both calls, which is older than the render.
    let top = top();
    let written =
        set.render(|_| Some(top.clone()), &RenderOptions::default(), &mut coverage).unwrap();
    let lines = &written[0].lines;
    let paths: Vec<String> = lines.iter().map(|origin| path(&origin)).collect();
    assert_eq!(
        paths,
        [
            "c/a.yaml:1 > c/_o.tpl:1",
            "c/a.yaml:1 > c/_o.tpl:1",
            "c/a.yaml:1 > c/_o.tpl:1 > c/_h.tpl:2",
            "c/a.yaml:1 > c/_o.tpl:1 > c/_h.tpl:4",
            "c/a.yaml:1 > c/_o.tpl:1 > c/_h.tpl:6",
            "c/a.yaml:2",
            "c/a.yaml:3 > c/_o.tpl:1",
            "c/a.yaml:3 > c/_o.tpl:1",
            "c/a.yaml:3 > c/_o.tpl:1 > c/_h.tpl:2",
            "c/a.yaml:3 > c/_o.tpl:1 > c/_h.tpl:4",
            "c/a.yaml:3 > c/_o.tpl:1 > c/_h.tpl:6",
            "c/a.yaml:4 > c/_h.tpl:1",
            "c/a.yaml:4 > c/_h.tpl:2",
            "c/a.yaml:4 > c/_h.tpl:4",
            "c/a.yaml:4 > c/_h.tpl:6",
        ]
    );
    let defines: Vec<u64> = coverage
        .iter()
        .filter(|(place, _)| matches!(place.arm, Arm::Define(_)))
        .map(|(_, count)| count)
        .collect();
    assert_eq!(defines, [2, 3, 3]);
}

#[test]
fn lines_lead_through_tpl_and_template() {
    let body = "{{ tpl .text . | indent 2 }}\n{{ template \"name\" . }}: 1\n{{ .text }}";
    let set = parsed(&[("c/_h.tpl", HELPERS), ("c/a.yaml", body)]);
    let written = rendered(&set);
    let paths: Vec<String> = written[0].lines.iter().map(|origin| path(&origin)).collect();
    assert_eq!(
        paths,
        [
            "c/a.yaml:1 > gotpl:1",
            "c/a.yaml:1 > gotpl:2",
            "c/a.yaml:1",
            "c/a.yaml:2 > c/_h.tpl:8",
            "c/a.yaml:3",
            "c/a.yaml:3",
        ]
    );
    assert_eq!(written[0].lines.line(4).unwrap().chain[0].column, 13);
}

#[test]
fn coverage_counts_every_way_and_merges() {
    let body = "{{ if .x }}{{ .x | default \"d\" }}{{ else if .y }}{{ end }}\
                {{ range .none }}{{ else }}{{ end }}{{ include \"name\" . }}\
                {{ ternary 1 2 (eq .x \"Y\") }}{{ with .y }}{{ end }}";
    let set = parsed(&[("c/_h.tpl", HELPERS), ("c/a.yaml", body)]);
    let mut coverage = set.coverage();
    for _ in 0..2 {
        set.render(|_| Some(top()), &RenderOptions::default(), &mut coverage).unwrap();
    }
    let mut both = coverage.clone();
    both.merge(&coverage);
    let passed: Vec<Arm> =
        both.iter().filter(|(_, count)| *count == 4).map(|(place, _)| place.arm.clone()).collect();
    assert_eq!(
        passed,
        [
            Arm::If,
            Arm::DefaultGiven,
            Arm::RangeElse,
            Arm::TernaryFalse,
            Arm::WithElse,
            Arm::Define("name".into()),
        ]
    );
    let never = both.iter().filter(|(_, count)| *count == 0).count();
    assert_eq!(never + passed.len(), set.places().len());
}

#[test]
fn errors_know_their_places() {
    let files = [
        ("c/_h.tpl", "{{ define \"f\" }}\n{{ fail \"no\" }}{{ end }}"),
        ("c/a.yaml", "\n {{ include \"f\" . }}"),
    ];
    let Error::Refused { message, reason, places } = failed(&parsed(&files), Limits::default())
    else {
        panic!("it is refused")
    };
    assert_eq!(
        (message.as_str(), reason.as_str()),
        ("execution error at (c/a.yaml:2:4): no", "no")
    );
    assert_eq!(places.iter().map(shown).collect::<Vec<_>>(), ["c/a.yaml:2", "c/_h.tpl:2"]);
}

#[test]
fn limits_are_errors() {
    let limit = |body: &str, limits: Limits| match failed(&parsed(&[("c/a.yaml", body)]), limits) {
        Error::Limit { limit, .. } => limit,
        other => panic!("{other}"),
    };
    let endless =
        "{{ define \"a\" }}{{ tpl \"{{ include `a` . }}\" . }}{{ end }}{{ include \"a\" . }}";
    let shallow = Limits { depth: 100, ..Limits::default() };
    assert_eq!(limit(endless, shallow), Limit::Depth);
    let text = "{{ range list 1 2 3 4 5 6 7 8 }}{{ range list 1 2 3 4 5 6 7 8 }}xxxxxxxx{{ end }}{{ end }}";
    assert_eq!(limit(text, Limits { output: 100, ..Limits::default() }), Limit::Output);
    assert_eq!(limit(text, Limits { iterations: 20, ..Limits::default() }), Limit::Iterations);
    let none = Some(std::time::Duration::ZERO);
    let long = text.repeat(20);
    assert_eq!(limit(&long, Limits { time: none, ..Limits::default() }), Limit::Time);
}

#[test]
fn deep_recursion_is_an_error_on_a_small_stack() {
    let body = "{{ define \"a\" }}{{ template \"a\" . }}{{ end }}{{ template \"a\" . }}";
    let set = std::sync::Arc::new(parsed(&[("c/a.yaml", body)]));
    let shared = set.clone();
    let thread = std::thread::Builder::new().stack_size(512 * 1024);
    let error = thread.spawn(move || failed(&shared, Limits::default())).unwrap().join().unwrap();
    let text = "template: c/a.yaml:1:28: executing \"a\" at <{{template \"a\" .}}>: \
                exceeded maximum template depth (100000)";
    assert_eq!(error.to_string(), text);
}

#[test]
fn a_map_that_holds_itself_is_printed() {
    let set =
        parsed(&[("c/a.yaml", "{{ $m := dict \"a\" 1 }}{{ $_ := set $m \"self\" $m }}{{ $m }}")]);
    assert!(rendered(&set)[0].text.len() > 1_000);
}

#[test]
fn values_nested_without_end_are_dropped() {
    let loops = "{{ $l := list }}{{ $m := dict }}{{ $ten := list 1 2 3 4 5 6 7 8 9 10 }}";
    let many = "{{ range $ten }}".repeat(4);
    let body = format!(
        "{loops}{many}{{{{ $l = list $l }}}}{{{{ $m = dict \"m\" $m }}}}{}{{{{ len (print $l $m) }}}}",
        "{{ end }}".repeat(4)
    );
    let work = move || assert_eq!(rendered(&parsed(&[("c/a.yaml", &body)]))[0].text, b"9007");
    let thread = std::thread::Builder::new().stack_size(512 * 1024);
    thread.spawn(work).unwrap().join().unwrap();
}

#[test]
fn lookup_asks_the_fixture() {
    let set = parsed(&[("c/a.yaml", "{{ (lookup \"v1\" \"Secret\" \"ns\" \"s\").data }}")]);
    let lookup = |version: &str, kind: &str, namespace: &str, name: &str| {
        assert_eq!((version, kind, namespace, name), ("v1", "Secret", "ns", "s"));
        let found = Map::new();
        found.set("data", Value::string("live"));
        Ok(Value::Map(found))
    };
    let options = RenderOptions { lookup: Some(&lookup), ..RenderOptions::default() };
    let written = set.render(|_| Some(top()), &options, &mut set.coverage()).unwrap();
    assert_eq!(written[0].text, b"live");
}

#[test]
fn deep_nesting_is_parsed_run_and_refused_on_a_small_stack() {
    fn nested(depth: usize, open: &str, inside: &str, close: &str) -> String {
        format!("{}{inside}{}", open.repeat(depth), close.repeat(depth))
    }
    let work = || {
        let ifs = nested(400, "{{ if true }}", "x", "{{ end }}");
        assert_eq!(rendered(&parsed(&[("c/a.yaml", &ifs)]))[0].text, b"x");
        let parentheses = nested(400, "(", "1", ")");
        let body = format!("{{{{ {parentheses} }}}}");
        assert_eq!(rendered(&parsed(&[("c/a.yaml", &body)]))[0].text, b"1");
        let failing = format!("{{{{ {parentheses} \"x\" }}}}");
        failed(&parsed(&[("c/a.yaml", &failing)]), Limits::default());
        for body in [nested(100_000, "{{ if true }}", "", ""), nested(100_000, "{{ (", "", "")] {
            let files = [("c/a.yaml", body)];
            let set = TemplateSet::parse(files, &support::FUNCTIONS, Version::default());
            assert!(matches!(set, Err(Error::Parse { .. })));
        }
    };
    let thread = std::thread::Builder::new().stack_size(512 * 1024);
    thread.spawn(work).unwrap().join().unwrap();
}
