{{- define "e.one" -}}
{{ .Values.s.deep.er }}
{{- end -}}
{{- define "e.two" -}}
a {{ include "e.one" . }} b
{{- end -}}
{{- define "e.three" -}}{{ .x.y.z }}{{- end -}}
{{- define "e.tpl" -}}
{{ tpl "\n\n  {{ .Values.s | nope }}" . }}
{{- end -}}
{{- define "e.required" -}}
{{ required (printf "A value is needed: %s" .Release.Name) .Values.none }}
{{- end -}}
{{- define "e.fail" -}}
{{- if true -}}
  {{- fail (printf "\nfail on %d lines\nhere" 2) -}}
{{- end -}}
{{- end -}}
{{- define "e.rec" -}}{{ include "e.rec" . }}{{- end -}}
{{- define "e.nil" -}}{{ .Values.x }}{{- end -}}
{{- define "e.text" -}}{{ "{{ .Values.none.x }}" }}{{- end -}}
{{- define "e.multi" -}}
{{ dict
   "a" 1
   "b" (upper
     .Values.l) }}
{{- end -}}
{{- define "e.range" -}}
{{ range .Values.l }}{{ .a }}{{ end }}
{{- end -}}
{{- define "e.with" -}}
{{ with .Values.s }}{{ .x }}{{ end }}
{{- end -}}
{{- define "e.var" -}}
{{ $v := .Values }}{{ $v.s.t }}
{{- end -}}
{{- define "e.self" -}}
{{ if .n }}{{ include "e.self" (dict "n" (sub .n 1) "root" .root) }}{{ else }}{{ .root.Values.none.x }}{{ end }}
{{- end -}}
{{- define "e.pipe" -}}pipe{{- end -}}
