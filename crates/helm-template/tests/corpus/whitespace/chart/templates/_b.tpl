a: {{- "1" }}
b: {{ "2" -}}  

c: |
  {{- range list 1 2 }}
  l{{ . }}
  {{- end }}
{{- if true }}
d: 1
{{- end }}
