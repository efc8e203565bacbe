a: {{- "1" }}
b:   {{- " 2" -}}   


c: 3
{{- /* c */ -}}

d: {{ "4" -}}   # comment
{{- if true }}
e: 5
{{- end }}
{{ if true -}}
   f: 6
{{ end -}}
g: 7
{{- with "x" }}
h: {{ . }}
{{- end }}
i: |
    {{- "\n" }}    x
    {{- range list 1 2 }}
    - {{ . }}
    {{- end }}
