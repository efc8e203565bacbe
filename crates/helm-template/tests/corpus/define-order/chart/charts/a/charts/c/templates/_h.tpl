{{ define "same" }}charts/a/charts/c/_h.tpl{{ end }}{{ define "one._h.tpl" }}x{{ end }}who: {{ include "same" . }}
