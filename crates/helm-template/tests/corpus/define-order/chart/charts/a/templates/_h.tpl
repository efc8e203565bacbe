{{ define "same" }}charts/a/_h.tpl{{ end }}{{ define "one._h.tpl" }}x{{ end }}who: {{ include "same" . }}
