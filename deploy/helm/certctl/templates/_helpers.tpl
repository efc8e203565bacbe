{{- define "certctl.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* Service names may neither hold a dot nor begin with a digit; release names may. */}}
{{- define "certctl.fullname" -}}
{{- $name := include "certctl.name" . -}}
{{- $full := default (contains $name .Release.Name | ternary .Release.Name (printf "%s-%s" .Release.Name $name)) .Values.fullnameOverride | replace "." "-" -}}
{{- if regexMatch "^[0-9]" $full -}}
{{- $full = printf "certctl-%s" $full -}}
{{- end -}}
{{- $full | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* Name of an object: (list . suffix). A base too long is cut before the suffix and told apart by a digest.
A CronJob adds 11 characters to its Jobs' names, a StatefulSet 11 to a label of its pods: both get 52. */}}
{{- define "certctl.object" -}}
{{- $suffix := index . 1 -}}
{{- $base := include "certctl.fullname" (index . 0) -}}
{{- $room := sub (has $suffix (list "postgres" "backup") | ternary 51 62) (len $suffix) | int -}}
{{- if gt (len $base) $room -}}
{{- $base = printf "%s-%s" ($base | trunc (sub $room 7 | int) | trimSuffix "-") (sha256sum $base | trunc 6) -}}
{{- end -}}
{{- printf "%s-%s" $base $suffix -}}
{{- end -}}

{{- define "certctl.selectorLabels" -}}
{{- $root := index . 0 -}}
app.kubernetes.io/name: {{ include "certctl.name" $root }}
app.kubernetes.io/instance: {{ $root.Release.Name | quote }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end -}}

{{/* Labels of an object: (list . component). */}}
{{- define "certctl.labels" -}}
{{- $root := index . 0 -}}
{{- $own := include "certctl.selectorLabels" . | fromYaml -}}
{{- $_ := set $own "helm.sh/chart" (printf "%s-%s" $root.Chart.Name $root.Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-") -}}
{{- $_ := set $own "app.kubernetes.io/version" ($root.Chart.AppVersion | replace "+" "_" | trunc 63) -}}
{{- $_ := set $own "app.kubernetes.io/managed-by" $root.Release.Service -}}
{{- include "certctl.strings" (merge $own (deepCopy $root.Values.commonLabels)) -}}
{{- end -}}

{{/* Labels of a pod: (list . component extra). They hold no version: an upgrade of the chart alone restarts nothing. */}}
{{- define "certctl.podLabels" -}}
{{- $own := include "certctl.selectorLabels" . | fromYaml -}}
{{- include "certctl.strings" (merge $own (deepCopy (index . 2 | default dict)) (deepCopy (index . 0).Values.commonLabels)) -}}
{{- end -}}

{{/* A map of strings, as labels and annotations want it, whatever YAML took the values for. */}}
{{- define "certctl.strings" -}}
{{- $strings := dict -}}
{{- range $key, $value := . -}}
{{- if not (kindIs "invalid" $value) -}}
{{- $_ := set $strings $key (include "certctl.scalar" $value) -}}
{{- end -}}
{{- end -}}
{{- toYaml $strings -}}
{{- end -}}

{{/* Numbers of a values file arrive as floats, and 1000000 would print as 1e+06. */}}
{{- define "certctl.scalar" -}}
{{- if and (kindIs "float64" .) (eq . (floor .)) -}}
{{- int64 . -}}
{{- else -}}
{{- . -}}
{{- end -}}
{{- end -}}

{{/* Image of a container: (list . image path default-tag). */}}
{{- define "certctl.image" -}}
{{- $image := index . 1 -}}
{{- if $image.digest -}}
{{- printf "%s@%s" $image.repository $image.digest -}}
{{- else -}}
{{- $tag := include "certctl.tag" (list $image (index . 2)) | default (index . 3) -}}
{{- printf "%s:%s" $image.repository $tag -}}
{{- end -}}
{{- end -}}

{{- define "certctl.tag" -}}
{{- $tag := (index . 0).tag -}}
{{- if and (kindIs "float64" $tag) (ne $tag (floor $tag)) -}}
{{- fail (printf "%s.tag: %v is a number with a fraction, in which YAML does not keep trailing zeros; write it in quotes" (index . 1) $tag) -}}
{{- end -}}
{{- if not (kindIs "invalid" $tag) -}}
{{- include "certctl.scalar" $tag -}}
{{- end -}}
{{- end -}}

{{- define "certctl.serverImage" -}}
{{- include "certctl.image" (list . .Values.server.image "server.image" .Chart.AppVersion) -}}
{{- end -}}

{{- define "certctl.postgresImage" -}}
{{- include "certctl.image" (list . .Values.postgresql.image "postgresql.image" "16-alpine") -}}
{{- end -}}

{{/* What is not said about the backup's image is that of the database's. */}}
{{- define "certctl.backupImage" -}}
{{- $own := .Values.backup.image -}}
{{- $from := .Values.postgresql.image -}}
{{- if or $own.repository $own.digest (include "certctl.tag" (list $own "backup.image")) -}}
{{- $repository := $own.repository | default $from.repository -}}
{{- $image := dict "repository" $repository "tag" $own.tag "digest" $own.digest -}}
{{- include "certctl.image" (list . $image "backup.image" (include "certctl.tag" (list $from "postgresql.image"))) -}}
{{- else -}}
{{- include "certctl.postgresImage" . -}}
{{- end -}}
{{- end -}}

{{/* Service account of a component: (list . name suffix). */}}
{{- define "certctl.serviceAccount" -}}
{{- $root := index . 0 -}}
{{- index . 1 | default ($root.Values.serviceAccount.create | ternary (include "certctl.object" (list $root (index . 2))) "default") -}}
{{- end -}}

{{/* What every pod has, and where it runs: (list . values). */}}
{{- define "certctl.scheduling" -}}
{{- $values := index . 1 -}}
enableServiceLinks: false
{{- with (index . 0).Values.imagePullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.priorityClassName }}
priorityClassName: {{ . | quote }}
{{- end }}
{{- with $values.nodeSelector }}
nodeSelector: {{- include "certctl.strings" . | nindent 2 }}
{{- end }}
{{- with $values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.topologySpreadConstraints }}
topologySpreadConstraints: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* Names the server is reached by inside the cluster; the first is the one that clients use. */}}
{{- define "certctl.serviceNames" -}}
{{- $service := include "certctl.object" (list . "server") -}}
{{- $namespace := .Release.Namespace -}}
{{- list (printf "%s.%s.svc" $service $namespace) $service (printf "%s.%s" $service $namespace) (printf "%s.%s.svc.%s" $service $namespace .Values.clusterDomain) | join "," -}}
{{- end -}}

{{- define "certctl.serverHost" -}}
{{- include "certctl.serviceNames" . | splitList "," | first -}}
{{- end -}}

{{- define "certctl.serverURL" -}}
{{- printf "https://%s:%d" (include "certctl.serverHost" .) (int64 .Values.server.service.port) -}}
{{- end -}}

{{/* Source of the server's certificate: existing, cert-manager or made. */}}
{{- define "certctl.tlsSource" -}}
{{- if .Values.server.tls.existingSecret -}}existing
{{- else if .Values.server.tls.certManager.enabled -}}cert-manager
{{- else -}}made
{{- end -}}
{{- end -}}

{{- define "certctl.tlsSecret" -}}
{{- $source := include "certctl.tlsSource" . -}}
{{- if eq $source "existing" -}}
{{- .Values.server.tls.existingSecret -}}
{{- else if eq $source "cert-manager" -}}
{{- .Values.server.tls.certManager.secretName | default (include "certctl.object" (list . "certmanager-tls")) -}}
{{- else -}}
{{- include "certctl.object" (list . "tls") -}}
{{- end -}}
{{- end -}}

{{/* Where clients find the CA, as {kind, name, key}, or nothing for the system's roots. */}}
{{- define "certctl.ca" -}}
{{- $ca := .Values.server.tls.ca -}}
{{- $source := include "certctl.tlsSource" . -}}
{{- if $ca.systemRoots -}}
{{- else if $ca.existingSecret -}}
{{- dict "kind" "secret" "name" $ca.existingSecret "key" $ca.key | toYaml -}}
{{- else if $ca.existingConfigMap -}}
{{- dict "kind" "configMap" "name" $ca.existingConfigMap "key" $ca.key | toYaml -}}
{{- else if eq $source "made" -}}
{{- dict "kind" "configMap" "name" (include "certctl.object" (list . "ca")) "key" "ca.crt" | toYaml -}}
{{- else if eq $source "cert-manager" -}}
{{- dict "kind" "secret" "name" (include "certctl.tlsSecret" .) "key" "ca.crt" | toYaml -}}
{{- end -}}
{{- end -}}

{{/* The volume with the CA alone: never the server's key. */}}
{{- define "certctl.caVolume" -}}
{{- with include "certctl.ca" . | fromYaml }}
- name: server-ca
  {{- if eq .kind "secret" }}
  secret:
    secretName: {{ .name }}
  {{- else }}
  configMap:
    name: {{ .name }}
  {{- end }}
    items:
      - key: {{ .key | quote }}
        path: ca.crt
{{- end }}
{{- end -}}

{{- define "certctl.probe" -}}
{{- range $key, $value := . }}
{{ $key }}: {{ int64 $value }}
{{- end }}
{{- end -}}

{{/* Selector of several components: (list . component…). */}}
{{- define "certctl.peers" -}}
matchLabels:
  app.kubernetes.io/name: {{ include "certctl.name" (first .) }}
  app.kubernetes.io/instance: {{ (first .).Release.Name | quote }}
matchExpressions:
  - key: app.kubernetes.io/component
    operator: In
    values: {{ rest . | toJson }}
{{- end -}}
