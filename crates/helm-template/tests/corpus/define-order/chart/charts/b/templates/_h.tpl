{{ define "same" }}charts/b/_h.tpl{{ end }}{{ define "one._h.tpl" }}x{{ end }}who: {{ include "same" . }}
