//! The charts that are rendered by helm and here; one for each rule.

use crate::charts::Case;

#[rustfmt::skip]
pub(crate) const CASES: &[Case] = &[
    Case {
        name: "plain",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/values.yaml", "a: 1\nb: {c: x}\n"),
            ("c/templates/a.yaml", "v: {{ .Values | toYaml | toJson }}\n"),
        ],
        renders: &[&[], &["--set", "b.c=null"], &["--set", "b=null"], &["--set", "a=null,b.d=2"], &["--set", "b=3"], &["--set", "a.b=1"]],
    },
    Case {
        name: "values file null",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/values.yaml", "a: 1\nb: {c: x, d: {e: 1, f: 2}}\nn: null\nm: {x: null}\n"),
            ("c/templates/a.yaml", "v: {{ .Values | toYaml | toJson }}\n"),
            ("v.yaml", "b: {c: null, d: {e: null}}\nn: 1\nm: {x: 1, y: null}\nz: null\n"),
            ("w.yaml", "b: null\n"),
        ],
        renders: &[&[], &["-f", "v.yaml"], &["-f", "v.yaml", "-f", "w.yaml"], &["-f", "w.yaml", "-f", "v.yaml"], &["--set", "n.a=1"], &["--set", "m.x.y=null"]],
    },
    Case {
        name: "subcharts",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/values.yaml", "a: 1\nglobal: {g: 1, t: {u: 1, w: 5}}\ns:\n  p: parent\n  nn: {k: null, l: 1}\n"),
            ("c/templates/a.yaml", "v: {{ .Values | toYaml | toJson }}\n"),
            ("c/charts/s/Chart.yaml", "apiVersion: v2\nname: s\nversion: 0.1.0\n"),
            ("c/charts/s/values.yaml", "p: child\nq: child\nnn: {k: 1, l: 2, m: 3}\nglobal: {h: 2, t: {u: 3, v: 4}}\n"),
            ("c/charts/s/templates/b.yaml", "v: {{ .Values | toYaml | toJson }}\nchart: {{ .Chart.Name }} {{ .Template.Name }} {{ .Template.BasePath }}\nsubs: {{ .Subcharts | toJson }}\n"),
            ("c/charts/s/charts/t/Chart.yaml", "apiVersion: v2\nname: t\nversion: 0.1.0\n"),
            ("c/charts/s/charts/t/values.yaml", "x: y\nglobal: {t: {deep: 1}}\n"),
            ("c/charts/s/charts/t/templates/b.yaml", "v: {{ .Values | toYaml | toJson }}\n"),
        ],
        renders: &[&[], &["--set", "s.p=null"], &["--set", "s.q=null,s.nn=null"], &["--set", "s=1"], &["--set", "s=null"], &["--set", "global.t=null"], &["--set", "global=null"], &["--set", "global=1"], &["--set", "s.global=1"], &["--set", "s.global.t=1"], &["--set", "global.h.x=1"], &["--set", "s.t.x=null"], &["--set", "s.t.x.y=1"], &["--set", "global.g=null,s.global.h=null"], &["--set", "global.t.u=null"], &["--set", "s.nn=3"], &["--set", "s.p.x=3"]],
    },
    Case {
        name: "dependencies",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\ndependencies:\n- name: s\n  version: 0.1.0\n  alias: one\n  condition: one.enabled,flags.one\n  tags: [front]\n- name: s\n  version: \">=0.1\"\n  alias: two\n  tags: [front, back]\n- name: t\n  version: 0.x.x\n  condition: t.enabled\n"),
            ("c/values.yaml", "one: {p: 1}\ntwo: {p: 2, nn: null}\ntags: {back: true}\n"),
            ("c/templates/a.yaml", "kind: X\nchart: {{ .Chart | toJson }}\nv: {{ .Values | toYaml | toJson }}\n"),
            ("c/charts/s/Chart.yaml", "apiVersion: v2\nname: s\nversion: 0.1.0\n"),
            ("c/charts/s/values.yaml", "p: 0\nq: 0\nnn: 5\n"),
            ("c/charts/s/templates/b.yaml", "kind: X\nchart: {{ .Chart | toJson }}\nv: {{ .Values | toYaml | toJson }}\n"),
            ("c/charts/t/Chart.yaml", "apiVersion: v2\nname: t\nversion: 0.1.0\n"),
            ("c/charts/t/templates/b.yaml", "v: {{ .Values | toYaml | toJson }}\n"),
            ("c/charts/u/Chart.yaml", "apiVersion: v2\nname: u\nversion: 0.1.0\n"),
            ("c/charts/u/templates/b.yaml", "v: {{ .Values | toYaml | toJson }}\n"),
        ],
        renders: &[&[], &["--set", "one.enabled=false"], &["--set", "tags.front=false"], &["--set", "tags.front=false,tags.back=false"], &["--set", "tags.front=false,one.enabled=true"], &["--set", "t.enabled=false"], &["--set", "t.enabled=x"], &["--set", "flags.one=false"], &["--set", "tags.front=x"], &["--set", "one.enabled=null"], &["--set", "t.enabled.x=1"], &["--set", "tags=3"]],
    },
    Case {
        name: "missing dependency",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\ndependencies:\n- name: s\n  version: 0.1.0\n  alias: one\n  condition: one.enabled,flags.one\n  tags: [front]\n- name: s\n  version: \">=0.1\"\n  alias: two\n  tags: [front, back]\n- name: t\n  version: 0.x.x\n  condition: t.enabled\n"),
            ("c/templates/a.yaml", "v: {{ .Values | toYaml | toJson }}\n"),
            ("c/charts/s/Chart.yaml", "apiVersion: v2\nname: s\nversion: 0.1.0\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "wrong version",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\ndependencies: [{name: s, version: 2.0.0}]\n"),
            ("c/templates/a.yaml", "v: {{ .Values | toYaml | toJson }}\n"),
            ("c/charts/s/Chart.yaml", "apiVersion: v2\nname: s\nversion: 0.1.0\n"),
            ("c/charts/s/templates/b.yaml", "v: {{ .Values | toYaml | toJson }}\n"),
        ],
        renders: &[&[], &["--set", "s.enabled=false"]],
    },
    Case {
        name: "nested conditions",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\ndependencies: [{name: s, version: 0.1.0, condition: s.enabled}]\n"),
            ("c/values.yaml", "s: {enabled: true, t: {enabled: false}}\n"),
            ("c/templates/a.yaml", "v: {{ .Values | toYaml | toJson }}\n"),
            ("c/charts/s/Chart.yaml", "apiVersion: v2\nname: s\nversion: 0.1.0\ndependencies: [{name: t, version: 0.1.0, condition: t.enabled, tags: [x]}]\n"),
            ("c/charts/s/values.yaml", "t: {enabled: true, a: 1}\nb: 2\n"),
            ("c/charts/s/templates/b.yaml", "kind: X\nchart: {{ .Chart | toJson }}\nv: {{ .Values | toYaml | toJson }}\n"),
            ("c/charts/s/charts/t/Chart.yaml", "apiVersion: v2\nname: t\nversion: 0.1.0\n"),
            ("c/charts/s/charts/t/values.yaml", "a: 0\nc: 3\n"),
            ("c/charts/s/charts/t/templates/b.yaml", "v: {{ .Values | toYaml | toJson }}\n"),
        ],
        renders: &[&[], &["--set", "s.t.enabled=true"], &["--set", "s.enabled=false"], &["--set", "s.t.enabled=null"], &["--set", "tags.x=false"], &["--set", "tags.x=true,s.t.enabled=null"]],
    },
    Case {
        name: "imports",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\ndependencies:\n- name: s\n  version: 0.1.0\n  import-values: [data, none, {child: deep.er, parent: here}, {child: deep, parent: .}, {child: gone, parent: x}]\n"),
            ("c/values.yaml", "a: parent\nhere: {k: parent, z: null}\nnn: null\n"),
            ("c/templates/a.yaml", "kind: X\nchart: {{ .Chart | toJson }}\nv: {{ .Values | toYaml | toJson }}\n"),
            ("c/charts/s/Chart.yaml", "apiVersion: v2\nname: s\nversion: 0.1.0\n"),
            ("c/charts/s/values.yaml", "exports: {data: {a: child, b: child, nn: 3, here: {z: 9}}}\ndeep: {er: {k: child, l: child}, q: {w: 1}}\n"),
            ("c/charts/s/templates/b.yaml", "v: {{ .Values | toYaml | toJson }}\n"),
        ],
        renders: &[&[], &["--set", "b=given"], &["--set", "s.exports.data.b=given"], &["--set", "here.l=null"], &["--set", "b=null"]],
    },
    Case {
        name: "two imports",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\ndependencies:\n- {name: s, version: 0.1.0, import-values: [{child: m, parent: m}]}\n- {name: t, version: 0.1.0, import-values: [{child: m, parent: m}]}\n"),
            ("c/templates/a.yaml", "v: {{ .Values | toYaml | toJson }}\n"),
            ("c/charts/s/Chart.yaml", "apiVersion: v2\nname: s\nversion: 0.1.0\n"),
            ("c/charts/s/values.yaml", "m: {a: s, b: {c: s}}\n"),
            ("c/charts/t/Chart.yaml", "apiVersion: v2\nname: t\nversion: 0.1.0\n"),
            ("c/charts/t/values.yaml", "m: {a: t, d: t, b: {e: t}}\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "library",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\ndependencies: [{name: l, version: 0.1.0}]\n"),
            ("c/templates/a.yaml", "kind: {{ include \"l.kind\" . }}\nv: {{ .Values | toYaml | toJson }}\n"),
            ("c/charts/l/Chart.yaml", "apiVersion: v2\nname: l\nversion: 0.1.0\ntype: library\n"),
            ("c/charts/l/values.yaml", "x: 1\n"),
            ("c/charts/l/templates/_h.tpl", "{{ define \"l.kind\" }}K{{ end }}"),
            ("c/charts/l/templates/b.yaml", "never: printed\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "a library alone",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\ntype: library\n"),
            ("c/templates/a.yaml", "v: {{ .Values | toYaml | toJson }}\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "requirements v1",
        files: &[
            ("c/Chart.yaml", "apiVersion: v1\nname: c\nversion: 0.1.0\n"),
            ("c/requirements.yaml", "dependencies:\n- {name: s, version: 0.1.0, alias: x, condition: x.on}\n"),
            ("c/requirements.lock", "dependencies: []\n"),
            ("c/values.yaml", "x: {a: 1}\n"),
            ("c/templates/a.yaml", "kind: X\nchart: {{ .Chart | toJson }}\nv: {{ .Values | toYaml | toJson }}\nfiles: {{ .Files | toJson }}\n"),
            ("c/charts/s/Chart.yaml", "name: s\nversion: 0.1.0\n"),
            ("c/charts/s/values.yaml", "a: 0\n"),
            ("c/charts/s/templates/b.yaml", "kind: X\nchart: {{ .Chart | toJson }}\nv: {{ .Values | toYaml | toJson }}\n"),
        ],
        renders: &[&[], &["--set", "x.on=false"]],
    },
    Case {
        name: "requirements v2",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/requirements.yaml", "dependencies:\n- {name: s, version: 0.1.0}\n"),
            ("c/templates/a.yaml", "kind: X\nchart: {{ .Chart | toJson }}\nv: {{ .Values | toYaml | toJson }}\nfiles: {{ .Files | toJson }}\n"),
            ("c/charts/s/Chart.yaml", "apiVersion: v2\nname: s\nversion: 0.1.0\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "ignore",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/.helmignore", "# c\n*.md\n/top.txt\ndocs/\nsub/*.bin\n[ab].x\n"),
            ("c/templates/a.yaml", "f: {{ .Files | toJson }}\n"),
            ("c/templates/.hidden.yaml", "h: 1\n"),
            ("c/a.md", "1"),
            ("c/sub/b.md", "1"),
            ("c/top.txt", "1"),
            ("c/sub/top.txt", "2"),
            ("c/docs/x.txt", "1"),
            ("c/sub/docs/x.txt", "1"),
            ("c/docsy", "1"),
            ("c/sub/y.bin", "1"),
            ("c/y.bin", "1"),
            ("c/a.x", "1"),
            ("c/c.x", "1"),
            ("c/.dot", "1"),
            ("c/templates/n.md", "1"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "ignore negated",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/.helmignore", "!keep.txt\n*.txt\n"),
            ("c/templates/a.yaml", "f: {{ .Files | toJson }}\n"),
            ("c/keep.txt", "1"),
            ("c/drop.txt", "2"),
            ("c/other", "3"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "ignore negated last",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/.helmignore", "*.txt\n!keep.txt\n"),
            ("c/templates/a.yaml", "f: {{ .Files | toJson }}\n"),
            ("c/keep.txt", "1"),
            ("c/drop.txt", "2"),
            ("c/other", "3"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "ignore double star",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/.helmignore", "a/**\n"),
            ("c/templates/a.yaml", "f: {{ .Files | toJson }}\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "files",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/f/a.txt", "line 1\nline 2\n"),
            ("c/f/b.txt", "no end"),
            ("c/f/g/c.txt", "<&>\n"),
            ("c/r.txt", "\u{feff}marked\r\n"),
            ("c/templates/a.yaml", "get: {{ .Files.Get \"f/a.txt\" | toJson }}\nnone: {{ .Files.Get \"nope\" | toJson }}\nlines: {{ .Files.Lines \"f/a.txt\" | toJson }} \nlines2: {{ .Files.Lines \"f/b.txt\" | toJson }}\nbytes: {{ .Files.GetBytes \"r.txt\" | toJson }}\nconfig: {{ (.Files.Glob \"f/*.txt\").AsConfig | toJson }}\nall: {{ (.Files.Glob \"f/**\").AsConfig | toJson }}\nsecrets: {{ (.Files.Glob \"**.txt\").AsSecrets | toJson }}\nempty: {{ (.Files.Glob \"x/**\").AsConfig | toJson }}\nchoice: {{ (.Files.Glob \"{f,x}/[ab].txt\").AsConfig | toJson }}\nbad: {{ (.Files.Glob \"[\").AsConfig | toJson }}\nrange: {{ range $k, $v := .Files.Glob \"f/*\" }}{{ $k }} {{ len $v }};{{ end }}\nmarked: {{ .Files.Get \"r.txt\" | toJson }}\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "metadata",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 1.2.3-rc.1+b5\nappVersion: 1.10\nkubeVersion: \">=1.20.0-0\"\ndescription: \"two\\tblanks\"\nhome: http://a\nicon: http://i\nsources: [a, 1]\nkeywords: [k, true]\ndeprecated: true\ntype: application\ntags: x\ncondition: y\nannotations: {a: 1, b: true, c: 1.50, d: 20240101}\nmaintainers: [{name: me, email: a@b, url: http://x}, {name: you}]\ndependencies:\n- {name: s, version: 0.1.0, repository: http://r, tags: [q], import-values: [zz]}\n"),
            ("c/charts/s/Chart.yaml", "apiVersion: v2\nname: s\nversion: 0.1.0\n"),
            ("c/charts/s/templates/x.yaml", "kind: X\nchart: {{ .Chart | toJson }}\nv: {{ .Values | toYaml | toJson }}\n"),
            ("c/templates/a.yaml", "kind: X\nchart: {{ .Chart | toJson }}\nv: {{ .Values | toYaml | toJson }}\nn: {{ .Chart.Name }} {{ .Chart.Version }} {{ .Chart.AppVersion }} {{ .Chart.KubeVersion }} {{ .Chart.Deprecated }} {{ .Chart.Type }} {{ .Chart.Description }} {{ .Chart.IsRoot }} {{ .Chart.APIVersion }}\nm: {{ range .Chart.Maintainers }}{{ .Name }}/{{ .Email }}/{{ .URL }};{{ end }}\nd: {{ range .Chart.Dependencies }}{{ .Name }}/{{ .Version }}/{{ .Repository }}/{{ .Enabled }}/{{ .Tags }}/{{ .Alias }}/{{ .Condition }};{{ end }}\nan: {{ .Chart.Annotations.a }} {{ .Chart.Annotations.d }} {{ index .Chart.Annotations \"b\" }}\nk: {{ .Chart.Keywords }} {{ .Chart.Sources }}\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad Chart.yaml 0",
        files: &[
            ("c/Chart.yaml", "name: c\nversion: 0.1.0\napiVersion: \"\"\n"),
            ("c/templates/a.yaml", "v: {{ .Values | toYaml | toJson }}\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad Chart.yaml 1",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "v: {{ .Values | toYaml | toJson }}\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad Chart.yaml 2",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\n"),
            ("c/templates/a.yaml", "v: {{ .Values | toYaml | toJson }}\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad Chart.yaml 3",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: x\n"),
            ("c/templates/a.yaml", "v: {{ .Values | toYaml | toJson }}\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad Chart.yaml 4",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 1\n"),
            ("c/templates/a.yaml", "v: {{ .Values | toYaml | toJson }}\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad Chart.yaml 5",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 1.0\ntype: odd\n"),
            ("c/templates/a.yaml", "v: {{ .Values | toYaml | toJson }}\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad Chart.yaml 6",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: a/b\nversion: 1.0.0\n"),
            ("c/templates/a.yaml", "v: {{ .Values | toYaml | toJson }}\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad Chart.yaml 7",
        files: &[
            ("c/Chart.yaml", "apiVersion: v3\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "v: {{ .Values | toYaml | toJson }}\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad Chart.yaml 8",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: [1]\n"),
            ("c/templates/a.yaml", "v: {{ .Values | toYaml | toJson }}\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad Chart.yaml 9",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\nannotations: {a: [1]}\n"),
            ("c/templates/a.yaml", "v: {{ .Values | toYaml | toJson }}\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad Chart.yaml 10",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\ndependencies: [{name: s, alias: \"a b\", version: 1}]\n"),
            ("c/templates/a.yaml", "v: {{ .Values | toYaml | toJson }}\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad Chart.yaml 11",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\ndependencies: [{name: s, version: 1}, {name: s, version: 2}]\n"),
            ("c/templates/a.yaml", "v: {{ .Values | toYaml | toJson }}\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad Chart.yaml 12",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\ndependencies: [null]\n"),
            ("c/templates/a.yaml", "v: {{ .Values | toYaml | toJson }}\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad Chart.yaml 13",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\nmaintainers: x\n"),
            ("c/templates/a.yaml", "v: {{ .Values | toYaml | toJson }}\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad Chart.yaml 14",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\nkubeVersion: \">=1.99\"\n"),
            ("c/templates/a.yaml", "v: {{ .Values | toYaml | toJson }}\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad Chart.yaml 15",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\nkeywords: [[a]]\n"),
            ("c/templates/a.yaml", "v: {{ .Values | toYaml | toJson }}\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad Chart.yaml 16",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\ndeprecated: \"x\"\n"),
            ("c/templates/a.yaml", "v: {{ .Values | toYaml | toJson }}\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad Chart.yaml 17",
        files: &[
            ("c/Chart.yaml", "- a\n"),
            ("c/templates/a.yaml", "v: {{ .Values | toYaml | toJson }}\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad Chart.yaml 18",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\nextra: 1\n"),
            ("c/templates/a.yaml", "v: {{ .Values | toYaml | toJson }}\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad Chart.yaml 19",
        files: &[
            ("c/Chart.yaml", ""),
            ("c/templates/a.yaml", "v: {{ .Values | toYaml | toJson }}\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "no Chart.yaml",
        files: &[
            ("c/values.yaml", "a: 1\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad values",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/values.yaml", "- a\n"),
            ("c/templates/a.yaml", "v: {{ .Values | toYaml | toJson }}\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad subchart",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/charts/s/Chart.yaml", "apiVersion: v2\nname: s\n"),
            ("c/templates/a.yaml", "v: {{ .Values | toYaml | toJson }}\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "odd things in charts",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/charts/_x/Chart.yaml", "x"),
            ("c/charts/.y/z", "x"),
            ("c/templates/a.yaml", "v: {{ .Values | toYaml | toJson }}\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "a file in charts",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/charts/README.md", "x"),
            ("c/templates/a.yaml", "v: {{ .Values | toYaml | toJson }}\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "kinds",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "kind: APIService\n---\nkind: Ingress\n---\nkind: IngressClass\n---\nkind: CronJob\n---\nkind: Job\n---\nkind: StatefulSet\n---\nkind: HorizontalPodAutoscaler\n---\nkind: Deployment\n---\nkind: ReplicaSet\n---\nkind: ReplicationController\n---\nkind: Pod\n---\nkind: DaemonSet\n---\nkind: Service\n---\nkind: RoleBindingList\n---\nkind: RoleBinding\n---\nkind: RoleList\n---\nkind: Role\n---\nkind: ClusterRoleBindingList\n---\nkind: ClusterRoleBinding\n---\nkind: ClusterRoleList\n---\nkind: ClusterRole\n---\nkind: CustomResourceDefinition\n---\nkind: PersistentVolumeClaim\n---\nkind: PersistentVolume\n---\nkind: StorageClass\n---\nkind: ConfigMap\n---\nkind: SecretList\n---\nkind: Secret\n---\nkind: ServiceAccount\n---\nkind: PodDisruptionBudget\n---\nkind: PodSecurityPolicy\n---\nkind: LimitRange\n---\nkind: ResourceQuota\n---\nkind: NetworkPolicy\n---\nkind: Namespace\n---\nkind: PriorityClass\n---\nkind: Zed\n---\nkind: Abc\n---\nkind: ValidatingWebhookConfiguration\n---\nkind: MutatingWebhookConfiguration\n---\nkind: Endpoints\n---\nkind: EndpointSlice\n---\nkind: Lease\n"),
            ("c/templates/b.yaml", "# none\n---\nkind: Pod\nmetadata: {name: b}\n---\nkind: Secret\n---\na: 1\n"),
            ("c/templates/c.yaml", ""),
        ],
        renders: &[&[]],
    },
    Case {
        name: "hooks",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "kind: Pod\nmetadata: {name: p}\n---\nkind: Job\nmetadata: {name: j1, annotations: {helm.sh/hook: pre-install, helm.sh/hook-weight: \"5\"}}\n---\nkind: Job\nmetadata: {name: j2, annotations: {helm.sh/hook: \"post-install, Pre-Upgrade\", helm.sh/hook-weight: \"-5\", helm.sh/hook-delete-policy: hook-succeeded}}\n---\nkind: Pod\nmetadata: {name: t, annotations: {helm.sh/hook: test}}\n---\nkind: ConfigMap\nmetadata: {name: t2, annotations: {helm.sh/hook: test-success, n: 1}}\n---\nkind: ConfigMap\nmetadata: {name: odd, annotations: {helm.sh/hook: crd-install}}\n---\nkind: ConfigMap\nmetadata: {name: empty, annotations: {helm.sh/hook: \"\"}}\n---\nkind: Secret\nmetadata: {name: mixed, annotations: {helm.sh/hook: \"test,pre-install\"}}\n"),
            ("c/templates/NOTES.txt", "hello\n"),
            ("c/templates/sub/NOTES.txt", "hello\n"),
            ("c/templates/_p.tpl", "x"),
            ("c/templates/z/b.yaml", "kind: Service\n---\nkind: Job\nmetadata: {annotations: {helm.sh/hook: pre-install}}\n"),
        ],
        renders: &[&[], &["--no-hooks"], &["--skip-tests"], &["--show-only", "templates/a.yaml"], &["--show-only", "templates/z/b.yaml", "--show-only", "templates/a.yaml"], &["--show-only", "templates/*.yaml"], &["--show-only", "templates/none.yaml"], &["--show-only", "templates/NOTES.txt"], &["--show-only", "templates/a.yaml", "--no-hooks"]],
    },
    Case {
        name: "only hooks",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "kind: Job\nmetadata: {annotations: {helm.sh/hook: pre-install}}\n"),
        ],
        renders: &[&[], &["--no-hooks"]],
    },
    Case {
        name: "nothing",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "{{ if false }}a: 1{{ end }}\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "splits",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "---\n---\na: 1\n---\n\n\n---\nb: 1\n--- \nc: |\n  x\n  ---\n  y\n\n\n---\n# only a comment\n---\nd: 1\n---"),
            ("c/templates/b.yaml", "\n\n  \nkind: A\r\nb: 2\r\n---\r\nkind: B\r\n"),
            ("c/templates/c.yaml", "kind: C  \n\n"),
            ("c/templates/d.yaml", "---\nkind: D\n...\n---\nkind: E\n"),
        ],
        renders: &[&[], &["--show-only", "templates/a.yaml"], &["--show-only", "templates/b.yaml"]],
    },
    Case {
        name: "bad output 0",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "a: b: c\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad output 1",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "a: 1\n b: 2\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad output 2",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "foo\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad output 3",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "- a\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad output 4",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "kind: [x]\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad output 5",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "kind: A\nmetadata: x\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad output 6",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "kind: A\nmetadata: {annotations: [x]}\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad output 7",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "kind: A\nmetadata: {annotations: {a: [x]}}\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad output 8",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "kind: A\nmetadata: {annotations: {a: null}}\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad output 9",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "a: [\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad output 10",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "a: \"x\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad output 11",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "Kind: Pod\nMetadata: {Annotations: {helm.sh/hook: test}}\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad output 12",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "a: &x 1\nb: *y\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad output 13",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "\ta: 1\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad output 14",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "a:\n\t- b\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad output 15",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "{{ \"a: @b\" }}\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad output 16",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "a: `x`\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad output 17",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "{{ \"{{\" }} x }}\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad output 18",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "a: 1\na: 2\nkind: 5\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad output 19",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "kind: 5\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad output 20",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "apiVersion: {}\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad output 21",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "metadata: {name: [1]}\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad output 22",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "key: value\n  bad indent: x\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad output 23",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "a:\n- b\n c: d\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad output 24",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "x: %y\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad output 26",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "a: *\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad output 27",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "a: \"\\q\"\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad output 28",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "- a\nb: c\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad output 29",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "a: 'x\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad output 30",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "a: {b: c\nd: e\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad output 31",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "a\nb: c\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad output 32",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "a: |\n  x\n y: z\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad output 33",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "? a\n: b\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad output 34",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "a: !!int x\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad output 35",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "? [a]\n: b\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad output 36",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "~: 1\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "bad output 37",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "a: .inf\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "crds",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\ndependencies: [{name: s, version: 0.1.0}]\n"),
            ("c/crds/a.yaml", "kind: CustomResourceDefinition\nx: {{ no template }}\n---\nkind: B\n\n\n"),
            ("c/crds/sub/b.json", "{}"),
            ("c/crds/n.txt", "no"),
            ("c/templates/a.yaml", "kind: Pod\n"),
            ("c/charts/s/Chart.yaml", "apiVersion: v2\nname: s\nversion: 0.1.0\n"),
            ("c/charts/s/crds/z.yml", "kind: Z"),
        ],
        renders: &[&[], &["--include-crds"], &["--include-crds", "--show-only", "crds/a.yaml"]],
    },
    Case {
        name: "release",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/templates/a.yaml", "r: {{ .Release | toJson }}\nk: {{ .Capabilities.KubeVersion.Version }} {{ .Capabilities.KubeVersion.Major }} {{ .Capabilities.KubeVersion.Minor }} {{ .Capabilities.KubeVersion.GitVersion }} {{ .Capabilities.KubeVersion }}\nh: {{ .Capabilities.APIVersions.Has \"a/b\" }} {{ .Capabilities.APIVersions.Has \"apps/v1\" }}\nall: {{ .Capabilities | toJson }}\np: {{ .Capabilities.HelmVersion.Version }} {{ .Capabilities.HelmVersion.GoVersion }}\n"),
        ],
        renders: &[&[], &["--is-upgrade"], &["--namespace", "n"], &["--kube-version", "1.25"], &["--kube-version", "v1.22.3-gke.1+x"], &["--kube-version", "x"], &["--api-versions", "a/b", "--api-versions", "c/d/E"]],
    },
    Case {
        name: "same dot",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\ndependencies: [{name: s, version: 0.1.0}]\n"),
            ("c/templates/a.yaml", "a: {{ .Template.Name }} {{ .Subcharts.s.Chart.Name }} {{ .Subcharts.s.Values.x }}\n"),
            ("c/charts/s/Chart.yaml", "apiVersion: v2\nname: s\nversion: 0.1.0\n"),
            ("c/charts/s/values.yaml", "x: 1\n"),
            ("c/charts/s/templates/b.yaml", "b: {{ .Template.Name }}\n"),
        ],
        renders: &[&[]],
    },
    Case {
        name: "types",
        files: &[
            ("c/Chart.yaml", "apiVersion: v2\nname: c\nversion: 0.1.0\n"),
            ("c/values.yaml", "i: 1\nf: 1.5\nbig: 12345678901\no: 0400\nd: 2001-01-01\ny: yes\nn: ~\ns: \"x\"\nl: [1, a]\n"),
            ("c/templates/a.yaml", "{{ range $k, $v := .Values }}{{ $k }}: {{ printf \"%T %v\" $v $v | toJson }}\n{{ end }}"),
        ],
        renders: &[&[], &["--set", "i=2,f=1.5,o=0400"]],
    },
];
