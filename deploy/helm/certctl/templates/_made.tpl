{{/* Values that are made once. Each is read from the live object or, without one, made at its first use in a render
and kept for the rest of it: making it twice gives two different values. */}}

{{- define "certctl.live" -}}
{{- $live := lookup "v1" "Secret" (index . 0).Release.Namespace (index . 1) | default dict -}}
{{- get ($live.data | default dict) (index . 2) | b64dec -}}
{{- end -}}

{{/* A random string: (list . object key). */}}
{{- define "certctl.madeString" -}}
{{- $made := (index . 0).Values._made -}}
{{- $id := printf "%s/%s" (index . 1) (index . 2) -}}
{{- if not (hasKey $made $id) -}}
{{- $_ := set $made $id (include "certctl.live" . | default (randAlphaNum 32)) -}}
{{- end -}}
{{- get $made $id -}}
{{- end -}}

{{- define "certctl.tlsNames" -}}
{{- concat (include "certctl.serviceNames" . | splitList ",") (list "localhost") (.Values.server.tls.selfSigned.dnsNames | default list) | uniq | join "," -}}
{{- end -}}

{{- define "certctl.tlsAddresses" -}}
{{- prepend (.Values.server.tls.selfSigned.ipAddresses | default list) "127.0.0.1" | uniq | join "," -}}
{{- end -}}

{{/* The server's pair and its CA, as the Secret's annotations and data. The CA's key is not kept: to sign anew is to
make a new CA. What the pair was made from stands in the annotations, and another wish makes another pair. */}}
{{- define "certctl.madeTLS" -}}
{{- $made := .Values._made -}}
{{- if not (hasKey $made "tls") -}}
  {{- $days := int .Values.server.tls.selfSigned.validityDays -}}
  {{- $names := include "certctl.tlsNames" . -}}
  {{- $addresses := include "certctl.tlsAddresses" . -}}
  {{- $sans := printf "%s,%s" $names $addresses -}}
  {{- $live := lookup "v1" "Secret" .Release.Namespace (include "certctl.object" (list . "tls")) | default dict -}}
  {{- $was := dig "metadata" "annotations" dict $live -}}
  {{- $spare := now | date_modify "720h" | date "2006-01-02" -}}
  {{- $good := and (eq (get $was "certctl.io/tls-sans") $sans) (eq (get $was "certctl.io/tls-validity-days") (toString $days)) (gt (get $was "certctl.io/tls-not-after") $spare) -}}
  {{- if and $good (get $live.data "tls.crt") (get $live.data "tls.key") (get $live.data "ca.crt") -}}
    {{- $_ := set $made "tls" (dict "annotations" (pick $was "certctl.io/tls-sans" "certctl.io/tls-validity-days" "certctl.io/tls-not-after") "data" (pick $live.data "tls.crt" "tls.key" "ca.crt")) -}}
  {{- else -}}
    {{- $ca := genCAWithKey "certctl-ca" $days (genPrivateKey "ecdsa") -}}
    {{- $leaf := genSignedCertWithKey "certctl-server" (splitList "," $addresses | concat list) (splitList "," $names | concat list) $days $ca (genPrivateKey "ecdsa") -}}
    {{- $end := now | date_modify (printf "%dh" (mul $days 24)) | date "2006-01-02" -}}
    {{- $_ := set $made "tls" (dict
      "annotations" (dict "certctl.io/tls-sans" $sans "certctl.io/tls-validity-days" (toString $days) "certctl.io/tls-not-after" $end)
      "data" (dict "tls.crt" (b64enc $leaf.Cert) "tls.key" (b64enc $leaf.Key) "ca.crt" (b64enc $ca.Cert))) -}}
  {{- end -}}
{{- end -}}
{{- get $made "tls" | toYaml -}}
{{- end -}}

{{/* Password of the bundled database, unless an existing Secret holds it. */}}
{{- define "certctl.postgresPassword" -}}
{{- .Values.postgresql.auth.password | default (include "certctl.madeString" (list . (include "certctl.object" (list . "postgres")) "password")) -}}
{{- end -}}

{{- define "certctl.apiKey" -}}
{{- .Values.server.auth.apiKey | default (include "certctl.madeString" (list . (include "certctl.object" (list . "server")) "api-key")) -}}
{{- end -}}

{{/* urlquery is made for forms, where a space is a plus. */}}
{{- define "certctl.encode" -}}
{{- . | urlquery | replace "+" "%20" -}}
{{- end -}}

{{- define "certctl.databaseURL" -}}
{{- $user := "" }}{{ $password := "" }}{{ $host := "" }}{{ $database := "" }}{{ $port := 5432 }}{{ $mode := "disable" -}}
{{- if .Values.postgresql.enabled -}}
  {{- $user = .Values.postgresql.auth.username -}}
  {{- $password = include "certctl.postgresPassword" . -}}
  {{- $host = include "certctl.object" (list . "postgres") -}}
  {{- $database = .Values.postgresql.auth.database -}}
{{- else -}}
  {{- with .Values.externalDatabase -}}
    {{- $user = .username }}{{ $password = .password }}{{ $database = .database }}{{ $port = int64 .port }}{{ $mode = .sslMode -}}
    {{- $host = contains ":" .host | ternary (printf "[%s]" .host) .host -}}
  {{- end -}}
{{- end -}}
{{- printf "postgres://%s:%s@%s:%d/%s?sslmode=%s" (include "certctl.encode" $user) (include "certctl.encode" $password) $host (int64 $port) (include "certctl.encode" $database) $mode -}}
{{- end -}}

{{/* The existing Secret with the database's URL as {name, key}, or nothing. */}}
{{- define "certctl.existingDatabaseURL" -}}
{{- if not .Values.postgresql.enabled -}}
{{- with .Values.externalDatabase.existingSecret -}}
{{- dict "name" . "key" $.Values.externalDatabase.existingSecretKey | toYaml -}}
{{- end -}}
{{- else -}}
{{- with .Values.postgresql.auth.existingSecret -}}
{{- dict "name" . "key" "database-url" | toYaml -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Data of the server's Secret; nothing when existing Secrets hold it all. */}}
{{- define "certctl.serverData" -}}
{{- if not (include "certctl.existingDatabaseURL" .) }}
database-url: {{ include "certctl.databaseURL" . | b64enc }}
{{- end }}
{{- if and (eq .Values.server.auth.type "api-key") (not .Values.server.auth.existingSecret) }}
api-key: {{ include "certctl.apiKey" . | b64enc }}
{{- end }}
{{- end -}}

{{- define "certctl.postgresData" -}}
{{- if and .Values.postgresql.enabled (not .Values.postgresql.auth.existingSecret) -}}
password: {{ include "certctl.postgresPassword" . | b64enc }}
{{- end -}}
{{- end -}}

{{/* The CA in plain text, when the chart makes it and clients are to trust it. */}}
{{- define "certctl.madeCA" -}}
{{- if eq (include "certctl.tlsSource" .) "made" -}}
{{- (include "certctl.madeTLS" . | fromYaml).data | dig "ca.crt" "" | b64dec -}}
{{- end -}}
{{- end -}}
