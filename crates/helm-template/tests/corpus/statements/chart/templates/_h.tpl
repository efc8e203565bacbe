{{- define "t.name" -}}
{{- .name | default "none" -}}
{{- end -}}
{{- define "t.ctx" }}{{ $ }}|{{ . }}{{ end -}}
