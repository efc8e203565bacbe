//! `--set` and its kin, compared with helm.

use std::collections::BTreeMap;

use helm_template::data::Data;
use helm_template::encoding::json;
use helm_template::value::Value;
use helm_template::values::{ValueOptions, merge};
use helm_template::version::Version;

use crate::{helm, recorded};

const CASES: &[(&str, &str)] = &[
    ("set", "a=1"),
    ("set", "a=1,b=2"),
    ("set", "a.b=c"),
    ("set", "a.b.c=true,a.b.d=FALSE"),
    ("set", "a=null"),
    ("set", "a.b=null"),
    ("set", "a=NULL,b="),
    ("set", "a="),
    ("set", "a=,b=1"),
    ("set", "a"),
    ("set", "a,b=1"),
    ("set", "a.b"),
    ("set", "a."),
    ("set", "=1"),
    ("set", ".=1"),
    ("set", "a..b=1"),
    ("set", "a={}"),
    ("set", "a={1,2}"),
    ("set", "a={1,x,true,null}"),
    ("set", "a={1,2},b=3"),
    ("set", "a={1,2"),
    ("set", "a={1}x=2"),
    ("set", "a[0]=1"),
    ("set", "a[2]=1"),
    ("set", "a[0].b=1"),
    ("set", "a[0].b=1,a[0].c=2,a[1].b=3"),
    ("set", "a[0][1]=x"),
    ("set", "a[1][0]=x,a[1][1]=y"),
    ("set", "a[-1]=1"),
    ("set", "a[x]=1"),
    ("set", "a[]=1"),
    ("set", "a[0"),
    ("set", "a[0]"),
    ("set", "a[0]x=1"),
    ("set", "a[65537]=1"),
    ("set", "a[99999999999999999999]=1"),
    ("set", "a\\.b=1"),
    ("set", "a\\,b=1"),
    ("set", "a=1\\,2"),
    ("set", "a=x\\=y"),
    ("set", "a=b=c"),
    ("set", "a=b.c[0]"),
    ("set", "a\\[0\\]=1"),
    ("set", "a=\\"),
    ("set", "a=01"),
    ("set", "a=0"),
    ("set", "a=-5"),
    ("set", "a=+5"),
    ("set", "a=1.5"),
    ("set", "a=1e3"),
    ("set", "a=9223372036854775808"),
    ("set", "a=123456789012"),
    ("set", "a= 1"),
    ("set", " a=1"),
    ("set", "a=1 "),
    ("set", "é=ü"),
    ("set", "a=1,a.b=2"),
    ("set", "a=1,a[0]=2"),
    ("set", "a[0]=1,a.b=2"),
    ("set", "a.b=1,a=2"),
    ("set", "a[0]=x,a[0][0]=y"),
    ("set", "a[0]=x,a[0].b=y"),
    ("set", "a=null,a.b=1"),
    ("set", "a={x,\\,,y\\}}"),
    ("set", "a={{b}}"),
    ("set", "a.b={1,2}"),
    ("set", "a[0]={1,2}"),
    ("set", "a[1]=,b=2"),
    ("set", "a[1]="),
    ("set", ""),
    ("set", ","),
    ("set", "a=1,"),
    ("set", "a=1,,b=2"),
    ("set", "v.a=1"),
    ("set", "v.list[0]=9"),
    ("set", "v.list[5]=9"),
    ("set", "v.map.x=null"),
    ("set", "v.map=null"),
    ("set", "v=x"),
    ("set", "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t.u.v.w.x.y.z.a.b.c.d=1"),
    ("set", "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t.u.v.w.x.y.z.a.b.c.d.e=1"),
    ("set", "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t.u.v.w.x.y.z.a.b.c.d.e.f=1"),
    ("set-string", "a=1"),
    ("set-string", "a=true,b=null"),
    ("set-string", "a={1,2}"),
    ("set-string", "a[0]=1"),
    ("set-string", "a="),
    ("set-string", "a=01,b.c=1e3"),
    ("set-json", "a=1"),
    ("set-json", "a=1.0"),
    ("set-json", "a={\"b\":[1,2,null]}"),
    ("set-json", "a=[1,2],b=\"x\""),
    ("set-json", "a=,b=1"),
    ("set-json", "a=null"),
    ("set-json", "a[0]={\"x\":1}"),
    ("set-json", "a=\"x\" , b=2"),
    ("set-json", "a.b=true"),
    ("set-json", "a=x"),
    ("set-json", "a={"),
    ("set-json", "a=1 2"),
    ("set-json", "a=1e3"),
    ("set-json", "v.map={\"y\":1}"),
    ("set-json", "a="),
    ("set-json", "a[1]="),
    ("set-literal", "a=1"),
    ("set-literal", "a=1,b=2"),
    ("set-literal", "a.b={1,2}"),
    ("set-literal", "a=\\,x\\"),
    ("set-literal", "a\\.b=1"),
    ("set-literal", "a[0].b=x=y"),
    ("set-literal", "a"),
    ("set-literal", "a="),
    ("set-literal", "a[1][0]=z"),
    ("set-literal", ""),
    ("set-literal", "a.b"),
    ("set-literal", "a.="),
    ("set-file", "a=f.txt"),
    ("set-file", "a.b[0]=f.txt,c=f.txt"),
    ("set-file", "a={f.txt,f.txt}"),
    ("set-file", "a=missing.txt"),
];

const VALUES: &str = "v:\n  list: [1, 2, 3]\n  map: {x: 1, y: {z: 2}}\n";

#[test]
fn options_give_what_helm_gives() {
    let program = helm::program();
    let recorded = recorded::read("set.json");
    let mut answers = BTreeMap::new();
    let folder = tempfile::tempdir().expect("a folder");
    helm::write(
        folder.path(),
        &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "v: {{ .Values | toJson | quote }}\n"),
            ("v.yaml", VALUES),
            ("f.txt", "text\nof a file\n"),
        ],
    );
    let mut different = Vec::new();
    for (option, text) in CASES {
        let flag = format!("--{option}");
        let arguments = ["template", "r", "c", "-f", "v.yaml", flag.as_str(), text];
        let question = format!("--{option} {text}");
        let ask = |program: &str| {
            let output = helm::run(program, folder.path(), &arguments);
            if output.status.success() {
                let printed = String::from_utf8_lossy(&output.stdout).into_owned();
                let line = printed.lines().find_map(|it| it.strip_prefix("v: ")).expect("a line");
                serde_json::from_str::<String>(line).expect("a string")
            } else {
                String::from_utf8_lossy(&output.stderr).trim().to_owned()
            }
        };
        let expected = match &program {
            Some(program) => ask(program),
            None => recorded[&question].clone(),
        };
        answers.insert(question, expected.clone());
        let mut options = ValueOptions {
            files: vec![("v.yaml".to_owned(), VALUES.into())],
            ..ValueOptions::default()
        };
        let list = match *option {
            "set" => &mut options.set,
            "set-string" => &mut options.set_string,
            "set-json" => &mut options.set_json,
            "set-literal" => &mut options.set_literal,
            _ => &mut options.set_file,
        };
        list.push((*text).to_owned());
        let read = |name: &str| {
            if name == "f.txt" {
                return Ok(b"text\nof a file\n".to_vec());
            }
            Err(format!("open {name}: no such file or directory"))
        };
        let mine = match merge(&options, &read, Version::V3_16) {
            // Without defaults in the chart a null stays.
            Ok(table) => json::encode(&Value::from(&Data::Table(table))).expect("JSON"),
            Err(error) => format!("Error: {error}"),
        };
        if mine != expected {
            different.push(format!("--{option} {text:?}\n  helm {expected}\n  here {mine}"));
        }
    }
    recorded::write("set.json", &answers);
    let count = different.len();
    assert!(count == 0, "{count} of {} differ:\n{}", CASES.len(), different.join("\n"));
}
