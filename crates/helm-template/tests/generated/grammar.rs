//! A grammar of small templates: statements, and expressions of the functions that charts use most.

use proptest::prelude::*;
use proptest::sample::select;

/// Values with something of every kind.
pub(crate) const PLAIN_VALUES: &str = r#"{"s":"text","n":3,"f":2.5,"t":true,"u":null,"l":[3,"a",null,2.5],"m":{"a":1,"b":{"c":"x"}},"e":"","z":0,"el":[],"em":{}}"#;

/// One-argument functions of anything, but for `keys` and `values`, whose order is random in Helm.
const OF_ANY: &[&str] = &[
    "toYaml",
    "toJson",
    "toString",
    "quote",
    "squote",
    "default \"d\"",
    "empty",
    "kindOf",
    "typeOf",
    "int",
    "int64",
    "float64",
    "not",
    "toPrettyJson",
    "list",
    "coalesce",
    "print",
    "printf \"%v\"",
    "printf \"%s\"",
    "printf \"%d\"",
    "printf \"%q\"",
    "add 1",
    "mul 2",
    "sub 5",
    "div 7",
    "max 2",
    "min 2",
    "ternary 1 2",
    "len",
    "deepCopy",
    "toStrings",
    "cat \"x\"",
    "html",
    "toRawJson",
    "required \"need\"",
    "add1",
    "floor",
    "ceil",
    "join \",\"",
    "first",
    "last",
    "rest",
    "initial",
    "reverse",
    "uniq",
    "compact",
    "sortAlpha",
    "has 3",
    "without \"a\"",
    "append 1",
    "prepend 1",
    "hasKey \"a\"",
    "pick \"a\"",
    "omit \"a\"",
    "merge",
    "index",
    "dict \"k\"",
    "kindIs \"string\"",
    "upper",
    "lower",
    "trim",
    "title",
    "indent 2",
    "nindent 2",
    "b64enc",
    "sha256sum",
    "fromYaml",
    "fromJson",
    "fromYamlArray",
    "trunc 2",
    "trunc -2",
    "contains \"e\"",
    "hasPrefix \"t\"",
    "hasSuffix \"t\"",
    "replace \"e\" \"E\"",
    "repeat 2",
    "trimSuffix \"t\"",
    "trimPrefix \"t\"",
    "splitList \"e\"",
    "split \"e\"",
    "regexMatch \"^[a-z]+$\"",
    "regexFind \"[a-z]\"",
    "nospace",
    "snakecase",
    "camelcase",
    "kebabcase",
    "swapcase",
    "untitle",
    "initials",
    "abbrev 5",
    "wrap 3",
    "atoi",
    "until",
    "toToml",
    "base",
    "dir",
    "ext",
    "urlquery",
    "js",
    "substr 0 2",
    "round 1",
    "semver",
    "sha1sum",
    "adler32sum",
    "any",
    "all",
    "concat",
    "chunk 2",
    "slice",
    "mustToJson",
    "toDate \"2006\"",
    "duration",
    "typeIs \"string\"",
    "dig \"a\" \"d\"",
    "get",
];

fn scalar() -> impl Strategy<Value = String> {
    prop_oneof![
        select(vec![
            "\"\"",
            "\"text\"",
            "\"1\"",
            "\"true\"",
            "\"a: b\"",
            "\" x \"",
            "\"line\\nline\"",
            "\"é✓\"",
            "\"- a\"",
            "\"1.50\"",
            "\"0x1F\"",
            "`raw`",
            "'c'",
        ])
        .prop_map(str::to_owned),
        select(vec![
            "0", "1", "-1", "42", "1.5", "1e3", "0.1", "1000000", "1e21", "0x10", "true", "false"
        ])
        .prop_map(str::to_owned),
        Just("nil".to_owned()),
    ]
}

fn operand() -> impl Strategy<Value = String> {
    let names = select(vec![
        "s", "n", "f", "t", "u", "l", "m", "e", "z", "el", "em", "nope", "m.a", "m.b", "m.b.c",
        "m.x", "nope.x", "s.x", "l.x",
    ]);
    prop_oneof![
        3 => scalar(),
        5 => names.prop_map(|name| format!(".Values.{name}")),
        1 => select(vec!["$", ".", ".Release.Name", ".Chart.Name", "$.Values.m", ".Values"])
            .prop_map(str::to_owned),
    ]
}

/// Anything that has a value, in brackets where it needs them.
fn expression() -> impl Strategy<Value = String> {
    operand().prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            4 => (select(OF_ANY), inner.clone()).prop_map(|(call, value)| format!("({call} {value})")),
            2 => (inner.clone(), select(OF_ANY)).prop_map(|(value, call)| format!("({value} | {call})")),
            2 => (
                select(vec![
                    "eq", "ne", "lt", "le", "gt", "ge", "and", "or", "default", "list", "dict", "add", "mul", "print",
                    "printf \"%v-%v\"", "coalesce", "index", "has", "append", "merge", "mergeOverwrite", "join", "set .Values.m", "get",
                    "hasKey", "pluck", "concat", "cat", "tpl", "contains", "deepEqual", "sub", "max", "trunc", "repeat",
                ]),
                inner.clone(),
                inner.clone()
            )
                .prop_map(|(call, one, other)| format!("({call} {one} {other})")),
            1 => (inner.clone(), inner.clone(), inner.clone())
                .prop_map(|(one, two, three)| format!("(ternary {one} {two} {three})")),
        ]
    })
}

/// An expression as an action shows it.
fn shown() -> impl Strategy<Value = String> {
    (
        expression(),
        select(vec!["", " | toJson", " | quote", " | toYaml | nindent 2", " | toString"]),
    )
        .prop_filter("nil is no command", |(value, _)| value != "nil")
        .prop_map(|(value, tail)| format!("{value}{tail}"))
}

fn trim(left: bool, right: bool, inside: &str) -> String {
    let (left, right) = (if left { "{{- " } else { "{{ " }, if right { " -}}" } else { " }}" });
    format!("{left}{inside}{right}")
}

fn action(inside: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    (any::<bool>(), any::<bool>(), inside)
        .prop_map(|(left, right, inside)| trim(left, right, &inside))
}

/// Statements, inside of each other.
pub(crate) fn template() -> impl Strategy<Value = String> {
    let text =
        select(vec!["text ", "\n", "  x: ", "- ", " ", "# c\n", "y\n\n"]).prop_map(str::to_owned);
    let leaf = prop_oneof![
        2 => text,
        5 => action(shown()),
        1 => expression().prop_filter("nil", |it| it != "nil")
            .prop_map(|value| format!("{{{{ $v := {value} }}}}{{{{ $v }}}}")),
        1 => Just("{{/* comment */}}".to_owned()),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        let value = || expression().prop_filter("nil is no command", |value| value != "nil");
        prop_oneof![
            3 => proptest::collection::vec(inner.clone(), 1..4).prop_map(|parts| parts.concat()),
            2 => (value(), inner.clone(), inner.clone())
                .prop_map(|(test, yes, no)| format!("{{{{ if {test} }}}}{yes}{{{{ else }}}}{no}{{{{ end }}}}")),
            1 => (value(), value(), inner.clone(), inner.clone()).prop_map(|(test, other, yes, no)| {
                format!("{{{{ if {test} }}}}{yes}{{{{ else if {other} }}}}{no}{{{{ end }}}}")
            }),
            1 => (value(), inner.clone())
                .prop_map(|(value, body)| format!("{{{{ with {value} }}}}{{{{ . }}}}{body}{{{{ end }}}}")),
            2 => (value(), inner.clone()).prop_map(|(value, body)| {
                format!("{{{{ range $i, $e := {value} }}}}{{{{ $i }}}}{{{{ $e }}}}{body}{{{{ else }}}}none{{{{ end }}}}")
            }),
            1 => (value(), inner).prop_map(|(value, body)| {
                format!("{{{{ range {value} }}}}{{{{ if eq . 3.0 }}}}{{{{ break }}}}{{{{ end }}}}{body}{{{{ end }}}}")
            }),
        ]
    })
}

/// Values: what every template expects, and something random in each place.
pub(crate) fn values() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(serde_json::Value::from),
        (-1000_i64..1_000_000).prop_map(serde_json::Value::from),
        (-1e6_f64..1e9).prop_map(serde_json::Value::from),
        "[ -~é✓\n\t]{0,12}".prop_map(serde_json::Value::from),
        select(vec![
            "true",
            "null",
            "1",
            "1.0",
            "0x1",
            "~",
            "yes",
            "a: b",
            "# x",
            "- x",
            "2001-01-01",
            "",
            "{{ .x }}"
        ])
        .prop_map(serde_json::Value::from),
    ];
    let value = leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(serde_json::Value::from),
            proptest::collection::btree_map("[a-c1]{1,2}", inner, 0..4)
                .prop_map(|map| serde_json::Value::Object(map.into_iter().collect())),
        ]
    });
    proptest::collection::vec(value, 4).prop_map(|random| {
        let mut values: serde_json::Value = serde_json::from_str(PLAIN_VALUES).expect("JSON");
        for (name, value) in ["s", "l", "m", "n"].into_iter().zip(random) {
            let fits = match name {
                "s" => value.is_string(),
                "l" => value.is_array(),
                "m" => value.is_object(),
                _ => value.is_number(),
            };
            if fits {
                values[name] = value;
            }
        }
        values.to_string()
    })
}
