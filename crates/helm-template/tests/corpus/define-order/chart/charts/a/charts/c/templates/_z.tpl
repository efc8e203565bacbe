{{ define "same" }}charts/a/charts/c/_z.tpl{{ end }}{{ define "one._z.tpl" }}x{{ end }}who: {{ include "same" . }}
