from file {{ .Release.Name }}
{{- /* c */ -}}
  {{ include "outer" . }}
