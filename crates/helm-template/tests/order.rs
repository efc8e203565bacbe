//! Which of several templates of one name wins, as real helm 3.16 has it.

mod support;

use helm_template::template::TemplateSet;
use helm_template::value::{Map, Value};

#[test]
fn the_shallowest_and_first_by_name_wins_unless_it_is_empty() {
    let paths = [
        "o/templates/a.yaml",
        "o/templates/b.yaml",
        "o/templates/deep/c.yaml",
        "o/templates/deep/er/d.yaml",
        "o/charts/s/templates/e.yaml",
        "o/templates/_h.tpl",
        "o/charts/s/templates/_h.tpl",
    ];
    let body = |path: &&str| {
        let text =
            format!("{{{{ define \"d\" }}}}{path}{{{{ end }}}}who: {{{{ include \"d\" . }}}}\n");
        ((*path).to_owned(), text)
    };
    let mut files: Vec<(String, String)> = paths.iter().map(body).collect();
    let mut add = |name: &str, text: &str| files.push((name.to_owned(), text.to_owned()));
    add("o/charts/s/templates/_x.tpl", "{{ define \"e\" }}sub{{ end }}{{ define \"f\" }}{{ end }}");
    add(
        "o/templates/_x.tpl",
        "{{ define \"e\" }} {{/* none */}} {{ end }}{{ define \"f\" }}top{{ end }}",
    );
    add("o/templates/z.yaml", "e: {{ include \"e\" . }}{{ include \"f\" . }}\n");
    let set = TemplateSet::parse(files, &support::FUNCTIONS, Default::default()).unwrap();
    let dot = |_: &str| Some(Value::Map(Map::new()));
    let written = set.render(dot, &Default::default(), &mut set.coverage()).unwrap();
    let shown: Vec<(&str, &str)> = written
        .iter()
        .map(|file| (&*file.name, std::str::from_utf8(&file.text).unwrap()))
        .collect();
    let who = "who: o/templates/_h.tpl\n";
    assert_eq!(
        shown,
        [
            ("o/templates/deep/er/d.yaml", who),
            ("o/charts/s/templates/e.yaml", who),
            ("o/templates/deep/c.yaml", who),
            ("o/templates/z.yaml", "e: subtop\n"),
            ("o/templates/b.yaml", who),
            ("o/templates/a.yaml", who),
        ]
    );
}
