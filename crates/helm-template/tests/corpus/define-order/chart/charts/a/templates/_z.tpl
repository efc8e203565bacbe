{{ define "same" }}charts/a/_z.tpl{{ end }}{{ define "one._z.tpl" }}x{{ end }}who: {{ include "same" . }}
