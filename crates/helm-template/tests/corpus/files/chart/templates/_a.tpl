get: {{ .Files.Get "f/a.txt" | toJson }} 
none: {{ .Files.Get "nope" | toJson }}
bytes: {{ .Files.GetBytes "f/a.txt" | toJson }}
lines: {{ .Files.Lines "f/a.txt" | toJson }}
l2: {{ .Files.Lines "f/crlf.txt" | toJson }}
l3: {{ .Files.Lines "nope" | toJson }}
l4: {{ .Files.Lines "f/one" | toJson }}
l5: {{ .Files.Lines "f/trail.txt" | toJson }}
{{- range $g := list "f/*" "**" "f/**" "f/*.txt" "f/?.txt" "f/[ab].txt" "f/{a,b}.txt" "f/deep/**.yaml" "f/deep/*" "nope" "*.txt" "f/[!a].txt" "**/c.yaml" "f/**/c.yaml" "" "f" "f/deep" "[" }}
g-{{ $g | quote }}: {{ range $p, $b := $.Files.Glob $g }}{{ $p }} {{ len $b }},{{ end }}
{{- end }}
config:
{{ (.Files.Glob "f/*").AsConfig | indent 2 }}
secrets:
{{ (.Files.Glob "f/*").AsSecrets | indent 2 }}
deep:
  {{- (.Files.Glob "f/deep/**").AsConfig | nindent 2 }}
none2: {{ (.Files.Glob "nope*").AsConfig | toJson }}{{ (.Files.Glob "nope*").AsSecrets | toJson }}
all: {{ range $path, $_ := .Files.Glob "**.txt" }}{{ $.Files.Get $path | sha256sum | trunc 8 }} {{ end }}
yaml: {{ (.Files.Get "f/deep/c.yaml" | fromYaml).k | toJson }}
json: {{ (.Files.Get "f/deep/er/d.json" | fromJson).a }}
uni: {{ .Files.Get "f/uni.txt" | quote }}
bom: {{ .Files.Get "f/bom.txt" | toJson }}
bin: {{ .Files.Get "f/bin.dat" | b64enc }}
binj: {{ .Files.Get "f/bin.dat" | toJson }}
biny: {{ .Files.Get "f/bin.dat" | toYaml | toJson }}
len: {{ len (.Files.Get "f/bin.dat") }} {{ len (.Files.Glob "f/*") }}
ct: {{ .Files.Get "f/tabs.txt" | nindent 2 | toJson }}
idx: {{ index .Files "f/a.txt" | toString }}
dot: {{ .Files.Get "Chart.yaml" | len }} {{ .Files.Get "templates/a.yaml" | len }} {{ .Files.Get "values.yaml" | len }} {{ .Files.Get "./f/a.txt" | len }} {{ .Files.Get "../x" | len }}
