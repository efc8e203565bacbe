{{/* café */}}{{ define "not-utf8.latin" }}café{{ end }}{{ define "not-utf8.text" }}{{ "café" }}{{ end }}{{ define "not-utf8.raw" }}{{ `caféâ‚` }}{{ end }}
{{ define "not-utf8.place" }}éé{{ fail "café" }}{{ end }}
