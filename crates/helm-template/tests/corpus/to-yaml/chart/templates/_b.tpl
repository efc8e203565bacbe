{{- range $i := until 14 }}
n{{ $i }}: {{- toYaml $.Values.deep | nindent $i | trimPrefix "\n" | toJson }}
i{{ $i }}: {{ toYaml $.Values.long | indent $i | toJson }}
{{- end }}
l:
{{ toYaml .Values.l | indent 2 }}
{{- range .Values.l }}
- {{ toYaml . | toJson }}
- {{ toYaml (dict "k" .) | toJson }}
- {{ toYaml (list . (list .)) | toJson }}
- {{ toJson . }}
- {{ . | quote }}
- {{ . | squote | toJson }}
{{- end }}
made: {{ dict "int" 1 "i64" (int64 5) "f" 1.5 "f1" 1.0 "big" 1e21 "nil" nil "l" (list 1 "a" nil) "t" (tuple 1) "strs" (splitList "," "a,b") "u" (until 3) "e" (list) "d" (dict) "map" (split "." "a.b") | toYaml | nindent 2 }}
pretty: {{ .Values.keys | toPrettyJson | toJson }}
raw: {{ dict "a" "<b>&'\u2028" | toRawJson }} {{ dict "a" "<b>&'" | toJson }} {{ mustToJson (list "<" 1 nil) }} {{ mustToPrettyJson (dict "a" (dict) "b" (list)) | toJson }} {{ mustToRawJson "<>" }}
