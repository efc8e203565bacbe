//! Texts that YAML readers are known to read differently.

/// What may stand behind `v: `.
#[rustfmt::skip]
pub(crate) const SCALARS: &[&str] = &[
    // Whole numbers.
    "0", "-0", "+0", "7", "-7", "+7", "0400", "0644", "-0400", "0o17", "0O17", "0x1F", "0X1f",
    "-0x1F", "0b101", "0B101", "08", "09", "0_7", "1_000", "1__000", "_1", "1_", "0x_1F", "0x1_F",
    "00", "000", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
    "-9223372036854775809", "18446744073709551615", "18446744073709551616",
    "+18446744073709551615", "0x", "0b", "0o", "0b12", "0x8000000000000000", "-0x8000000000000000",
    "0777777777777777777777", "1:30", "190:20:30", "1,000",
    // Floats.
    "1.0", "1.", ".5", "-.5", "+.5", "1e3", "1E3", "1e+3", "1e-3", "1.5e10", "1e400", "-1e400",
    "1e-400", "1_0.5", "1.5_0", "1_e3", ".", "-", "+", "..", "1.2.3", "1e", "e3", "0.1e", ".e3",
    "0x1p4", "0x1.8p1", "2.10", "16.10", "01.5", "00.5", "-01.5", "1e1_0", "._5", ".3_3", ".5_",
    ".5__5", ".5e1_0", ".5_e1", ".3_3e2", "5e-324", "1.7976931348623157e308", "6e-97", "0.1_",
    "-_5", "+_5", "-._5",
    // Words.
    "y", "Y", "n", "N", "yes", "Yes", "YES", "yEs", "no", "No", "NO", "nO", "on", "On", "ON", "oN",
    "off", "Off", "OFF", "oFF", "true", "True", "TRUE", "tRUE", "false", "False", "FALSE", "null",
    "Null", "NULL", "nULL", "~", "~~", ".nan", ".NaN", ".inf", ".Inf", "-.inf", "+.INF", "", "NaN",
    "nan", "inf", "Infinity", "-inf", "None", "nil", "t", "f", "=", "<<",
    // Time stamps stay texts.
    "2001-01-01", "2001-12-14t21:59:43.10-05:00", "2001-12-15 2:59:43.10", "12:30:45", "2001-1-1",
    // Texts.
    "a", "a b", "a: b", "a:b", "a #b", "a#b", "a # b", "-a", "- a", "?a", "? a", ":a", "a:", "[a",
    "a]", "a, b", "%a", "@a", "`a`", "!a", "&a", "*a", "a'b", "a\"b", "\\n", "é", "日本", "😀",
    "\u{a0}", "\u{85}", "a\tb", "a \t", "\ta", "---", "...", "--- a", "a ---", "http://a/b?c=d#e",
    "{{ .Values.x }}", "$(X)",
    // Single quotes.
    "''", "'a'", "'it''s'", "'a\\nb'", "'0400'", "'a: b'", "' a '", "'a #b'", "'", "'a", "'a' b",
    "'a'#b", "'yes'", "'~'", "'a\n  b'", "'a\n\n  b'", "'a  \n  b'", "'\n  a\n  '",
    // Double quotes.
    "\"\"", "\"a\"", "\"a\\nb\"", "\"\\x41\"", "\"\\u00e9\"", "\"\\U0001F600\"", "\"\\0\"",
    "\"\\a\\b\\e\"", "\"\\_\\N\\L\\P\"", "\"\\/\"", "\"\\q\"", "\"a\\\n  b\"", "\"a\n  b\"",
    "\"a\n\n  b\"", "\"a \\\n  \\ b\"", "\"\\ud83d\\ude00\"", "\"\\ud83d\"", "\"\\x4\"", "\"\\'\"",
    "\"\\\t\"", "\"0400\"", "\"a\" b", "\"a\"#b", "\"",
    // Tags.
    "!!str 1", "!!str yes", "!!str", "!!str ~", "!!int 1", "!!int \"1\"", "!!int '0400'",
    "!!int x", "!!int 1.5", "!!float 1", "!!float 1.5", "!!float \"1.5\"", "!!float x",
    "!!float 0400", "!!bool yes", "!!bool \"true\"", "!!bool 1", "!!bool 'y'", "!!null",
    "!!null ~", "!!null ''", "!!null x", "!!binary aGVsbG8=", "!!binary x", "!!binary \"aGk=\"",
    "!!timestamp 2001-01-01", "!!timestamp x", "!foo a", "!foo 1", "!foo \"1\"", "!foo yes",
    "!<tag:yaml.org,2002:str> 1", "!<tag:yaml.org,2002:int> '1'", "! 1", "! a", "!!unknown 1",
    "!!map {a: 1}", "!!seq [1]", "!!set {a, b}", "!!omap [a: 1]", "!!seq {a: 1}", "!!map [1]",
    "!foo {a: 1}", "!foo [1]", "!e!x 1",
    // Flow collections.
    "[]", "{}", "[1, 2]", "[1, 2,]", "[,]", "[a b, c]", "{a: 1}", "{a: 1,}", "{a}", "{a, b: 1}",
    "{a: }", "{a:1}", "{\"a\":1}", "{a: [1, {b: 2}]}", "[a: 1]", "[{a: 1}, b: 2]", "[? a : 1]",
    "{? a : 1}", "[[], [[]]]", "[a, ]", "[0400, yes, ~, \"x\", 1_0]", "{a: 1, a: 2}", "[a,b]",
    "[a\n  ,b]", "{a: 1\n  ,b: 2}", "[http://a:8080]", "{a: http://b}", "[a#b]", "[a #b\n  ]",
    "{1: a, 0400: b, yes: c, ~: d, 1.5: e}", "{[a]: b}", "{{a: 1}: b}",
    // Comments and line ends.
    "1 # one", "1# one", "\"a\" # one", "# one", "[1] # one", "a\n  b", "a\n  b # c", "a\n\n  b",
    "a\n  # c\n  b", "1\n  2", "yes\n  no",
];

/// Whole texts.
#[rustfmt::skip]
pub(crate) const TEXTS: &[&str] = &[
    // Block scalars: every style, chomping and indentation.
    "v: |\n  a\n  b\n", "v: |-\n  a\n  b\n", "v: |+\n  a\n  b\n", "v: |\n  a\n\n\n",
    "v: |-\n  a\n\n\n", "v: |+\n  a\n\n\n", "v: >\n  a\n  b\n", "v: >-\n  a\n  b\n",
    "v: >+\n  a\n  b\n\n", "v: >\n  a\n\n  b\n", "v: >\n  a\n   b\n  c\n",
    "v: >\n  a\n\n   b\n\n  c\n", "v: |2\n   a\n  b\n", "v: |1\n  a\n", "v: |-2\n   a\n",
    "v: |2-\n   a\n", "v: |\n\n  a\n", "v: |\n   \n  a\n", "v: |\n", "v: |-\n", "v: |+\n",
    "v: |+\n\n\n", "v: >\n", "v: |\n  a\nw: 1\n", "v: |+\n  a\n\nw: 1\n", "v: | # comment\n  a\n",
    "v: |\n  # no comment\n", "v: |\n  a", "v: |+\n  a", "v: |\n  a\n  ", "v: |+\n  a\n  ",
    "v: |\n  a\n# c", "v: >\n  a\n  b", "w:\n  v: |\n    a", "v: |\n  a\n\n  b", "v: |",
    "v: |\n  a ", "v: a\n...", "v: >\n  a", "v: |-\n  a\n  ", "v: |\n  a\n b\n",
    "v: |\n a\n  b\n   c\n", "v: |\n  a\tb\n\tc\n", "v: |\n  \ta\n", "v: |0\n a\n", "v: |10\n a\n",
    "v: |x\n a\n", "v: |\n  ---\n  ...\n", "v: >\n\n\n  a\n  b\n", "v: >-\n  a\n  - b\n  - c\n",
    "v:\n  |\n  a\n", "v: |\n  a  \n  b\n", "v: >\n  a  \n  b\n", "v: |\n  é\u{2028}b\n",
    "v: !!str |\n  1\n", "v: &a |\n  1\nw: *a\n", "v: |\n  a\n# comment\nw: 1\n",
    "v: |\n  a\n  # text\n # comment\nw: 1\n", "v: |\n    a\n  b\n",
    // Structures.
    "", "\n", "# only a comment\n", "a: 1", "a: 1\n", "a:\n  b: 1\n", "a:\n- 1\n- 2\n",
    "a:\n  - 1\n", "a:\n  -\n  - ~\n", "a:\n- b: 1\n  c: 2\n- d\n", "a:\n- - 1\n  - 2\n- - 3\n",
    "a:\n-\n  b: 1\n", "? a\n: b\n", "? a\n", "? [a]\n: b\n", "? |\n  a\n: b\n", "a : 1\n",
    "\"a\" : 1\n", "'a b': 1\n", "a b: 1\n", "a:\n\nb: 1\n", "a:\n b:\n  c:\n   d: 1\n",
    "a: 1\n b: 2\n", "a:\n  b: 1\n c: 2\n", "a: b: c\n", "a: 1\na\n", "a:\n\tb: 1\n", "a:\tb\n",
    "a: 1\t\n", " a: 1\n", " a: 1\nb: 2\n", "a: {\n  b: 1\n}\n", "a: {\nb: 1\n}\n", "a: [\n1\n]\n",
    "a: [1\n", "a: 'b\nc'\n", "a: \"b\nc\"\n", "a: \"b\n  c\n", "1: a\n2: b\n", "1.5: a\n",
    "0400: a\n", "yes: a\nno: b\n", "~: a\n", "null: a\n", "on: push\n", "true: 1\nyes: 2\n",
    "2001-01-01: a\n", "1e3: a\n", "1000000: a\n", "1.0: a\n", "1000000.5: a\n", "123456.5: a\n",
    "0.00001: a\n", "0.0001: a\n", "12345678.5: a\n", "0.1: a\n", "-1.5: a\n", ".inf: a\n",
    "16777217.5: a\n", "1e6: a\n", "1e21: a\n", "100000000000000000000: a\n", "0.0000001: a\n",
    "\"\": a\n", ": a\n", "-1: a\n", ".5: a\n", "a: *b\n", "a: &b\n", "a: &b 1\nc: *b\n",
    "a: &b {x: 1}\nc: *b\nd: [*b, *b]\n", "&a b: 1\nc: *a\n", "a: &b 1\nb: &b 2\nc: *b\n",
    "a: &b [*b]\n", "a: &b-c 1\nd: *b-c\n", "*a : 1\n", "a: &x yes\nb: *x\n",
    "a: &b\n  c: 1\nd: *b\n", "a: &b ~\nc: *b\n",
    // Merge keys.
    "a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3}\n", "a: &a {x: 1}\nb: {x: 2, <<: *a}\n",
    "a: &a {x: 1}\nb: &b {x: 2, y: 2}\nc: {<<: [*a, *b]}\n", "b: {<<: {x: 1}}\n",
    "b: {<<: [{x: 1}, {x: 2, y: 3}]}\n", "b: {<<: 1}\n", "b: {<<: [1]}\n", "b: {<<: ~}\n",
    "b: {\"<<\": {x: 1}}\n", "b: {'<<': 1}\n", "b: {!!str <<: {x: 1}}\n",
    "b: {!!merge <<: {x: 1}}\n", "a: &a {x: 1}\nb: &b {<<: *a, y: 2}\nc: {<<: *b, z: 3}\n",
    "a: &a {x: 1}\nb: {<<: *a, <<: {y: 2}}\n", "b: {<<: []}\n",
    "a: &a {x: 1}\nb: {x: 2, <<: *a, x: 3}\n",
    "a: &a {x: 1, y: 1}\nb: &b {x: 2, z: 2}\nc: {y: 9, <<: [*a, *b], z: 8}\n",
    "a: &a {x: 1}\nb: {<<: *a, <<: {x: 2}}\n", "b: [<<]\n", "<<: a\n", "\"<<\": a\n",
    "b: {<<: \"a\"}\n", "? <<\n: {a: 1}\n", "b: {<<: {}}\n",
    "a: &a {x: {y: 1}}\nb: {<<: *a, x: {z: 2}}\n", "<<: {a: 1}\nb: 2\n",
    "a: &a [1]\nb: {<<: *a}\n", "<<:\n  a: 1\na: 2\n", "a: &a {yes: 1}\nb: {<<: *a, true: 2}\n",
    // Duplicate keys.
    "a: 1\na: 2\n", "a: {b: 1, b: 2}\n", "a: 1\n\"a\": 2\n", "a: {x: 1}\na: {y: 2}\n",
    "1: a\n1: b\n", "0x1: a\n1: b\n",
    // Bytes: byte order marks, line ends, what may not stand in a text.
    "\u{feff}a: 1\n", "a: 1\r\nb: 2\r\n", "a: |\r\n  b\r\n  c\r\n", "a: 1\rb: 2\r",
    "a: \"b\r\n  c\"\r\n", "a: \u{feff}b\n", "a: \u{7}\n", "a: \"\u{7}\"\n", "a: \u{7f}\n",
    "a: \u{fffd}\n", "a: \u{200b}b\n", "é: ü\n", "日: 本\n", "a: b\u{2028}c\n", "a: b\u{85}c\n",
    "a: \u{0}\n", "a: 'b\u{2029}c'\n", "a: \u{e000}\n", "a: \u{10ffff}\n",
    // Documents and directives.
    "---\na: 1\n", "--- \na: 1\n", "--- {a: 1}\n", "---\na: 1\n...\n", "a: 1\n...\n",
    "%YAML 1.1\n---\na: yes\n", "%YAML 1.2\n---\na: yes\n",
    "%TAG !e! tag:yaml.org,2002:\n---\na: !e!str 1\n", "%FOO bar\n---\na: 1\n", "a: 1\n---\n",
    "---\n---\na: 1\n", "# c\n---\n# d\na: 1\n",
    // Comments.
    "a: 1 # b\n# c\nd: 2\n", "a: # b\n  c: 1\n", "a:\n# b\n  c: 1\n", "a:\n  - 1\n# b\n  - 2\n",
    "#\n", "a: b#c\n", "a: 'b'#c\n", "a: [1, # x\n  2]\n",
    // Indentation.
    "a:\n    b: 1\n    c:\n      - 1\n      -   d: 2\n          e: 3\n", "a:\n  - b\n - c\n",
    "a:\n- b\n- c\nd: 1\n", "a: - b\n", "a:\n  b\n  c\n", "a:\n  b:\n  c: 1\n", "a: b\n  c: d\n",
    "a: 'b': c\n", "a: [b]: c\n", "a: {b: c}}\n", "a: b]\n", "a: ]\n", "a: }\n", "}\n",
];
