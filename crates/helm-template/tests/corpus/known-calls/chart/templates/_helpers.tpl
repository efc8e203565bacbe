{{- define "who" -}}{{ .Chart.Name }}/{{ .Values.name }}/{{ .Values.nested.deep.word }}{{- end -}}
{{- define "team" -}}{{ .Values.global.team }}{{- end -}}
{{- define "where" -}}{{ .Template.Name }} of {{ .Template.BasePath }}{{- end -}}
{{- define "whereListed" -}}{{ include "where" (index . 0) }} {{ index . 1 }}{{- end -}}
{{- define "keys" -}}{{ keys . | sortAlpha | join "," }}{{- end -}}
{{- define "template" -}}{{ pick . "Template" | toJson }}{{- end -}}
{{- define "executed" -}}{{ tpl "{{ .Template.Name }}: {{ .Values.name }}" . }}{{- end -}}
{{- define "count" -}}{{- $_ := set . "n" (add1 .n) -}}{{ .n }}{{- end -}}
{{- define "countListed" -}}{{ include "count" (index . 1) }}{{- end -}}
{{- define "type" -}}{{ printf "%T %v" . . }}{{- end -}}
{{- define "chance" -}}{{ randAlphaNum 24 }}{{- end -}}
{{- define "chanceInside" -}}id-{{ include "chance" . }}{{- end -}}
{{- define "clock" -}}{{ now | unixEpoch | len | lt 5 }}{{- end -}}
{{- define "once" -}}
{{- if hasKey .Values.made "word" -}}kept {{ .Values.made.word }}
{{- else -}}{{- $_ := set .Values.made "word" "made" -}}new{{- end -}}
{{- end -}}
{{- define "put" -}}{{- $_ := set .Values "put" (dict "word" "put") -}}{{ .Values.put.word }}{{- end -}}
{{- define "putWord" -}}{{ .Values.put.word }}{{- end -}}
{{- define "items" -}}{{ range .Values.list }}{{ .word }};{{ end }}{{- end -}}
{{- define "down" -}}{{ . }}{{ if gt (int .) 0 }} {{ include "down" (sub . 1) }}{{ end }}{{- end -}}
{{- define "lines" -}}
a: {{ .a }}
b: {{ include "type" .b }}
{{- end -}}
{{- define "said" -}}outer{{- end -}}
{{- define "says" -}}{{ include "said" . }}{{- end -}}
{{- define "merged" -}}{{ merge . (dict "word" "more") | toJson }}{{- end -}}
{{- define "local" -}}
{{- $own := dict "n" 0 -}}
{{- range until 3 -}}{{- $_ := set $own "n" (add1 $own.n) -}}{{- end -}}
{{ $own.n }} {{ .Values.name }}
{{- end -}}
{{- define "handed" -}}{{- $_ := unset (index . 0).Values (index . 1) -}}{{ hasKey (index . 0).Values (index . 1) }}{{- end -}}
{{- define "has" -}}{{ hasKey .Values "gone" }}{{- end -}}
