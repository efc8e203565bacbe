{{/* Environment of a container: (list own config extra), the first as YAML. What the user sets replaces the chart's own
entry of that name, for a list with a name twice loses one of them when it is patched. */}}
{{- define "certctl.env" -}}
{{- $config := index . 1 -}}
{{- $extra := index . 2 -}}
{{- $taken := dict -}}
{{- range $extra }}{{ $_ := set $taken .name true }}{{ end -}}
{{- range $own := index . 0 | fromYamlArray }}
{{- if not (or (hasKey $taken .name) (hasKey $config .name)) }}
- {{ toYaml $own | nindent 2 | trim }}
{{- end }}
{{- end }}
{{- range $name, $value := $config }}
{{- if not (or (hasKey $taken $name) (kindIs "invalid" $value)) }}
- name: {{ $name }}
  value: {{ include "certctl.scalar" $value | replace "$(" "$$(" | quote }}
{{- end }}
{{- end }}
{{- range $extra }}
- name: {{ .name | quote }}
  {{- if .valueFrom }}
  valueFrom: {{- toYaml .valueFrom | nindent 4 }}
  {{- else }}
  value: {{ kindIs "invalid" .value | ternary "" (include "certctl.scalar" .value) | quote }}
  {{- end }}
{{- end }}
{{- end -}}

{{- define "certctl.secretEnv" -}}
- name: {{ index . 0 }}
  valueFrom:
    secretKeyRef:
      name: {{ index . 1 }}
      key: {{ index . 2 | quote }}
{{- end -}}

{{- define "certctl.databaseEnv" -}}
{{- $at := include "certctl.existingDatabaseURL" (index . 0) | fromYaml | default (dict "name" (index . 1) "key" "database-url") -}}
{{- include "certctl.secretEnv" (list "CERTCTL_DATABASE_URL" $at.name $at.key) -}}
{{- end -}}

{{- define "certctl.serverEnv" -}}
{{- $server := .Values.server -}}
{{- $secret := include "certctl.object" (list . "server") -}}
- name: CERTCTL_SERVER_HOST
  value: 0.0.0.0
- name: CERTCTL_SERVER_PORT
  value: {{ int64 $server.port | quote }}
- name: CERTCTL_SERVER_TLS_CERT_PATH
  value: /etc/certctl/tls/tls.crt
- name: CERTCTL_SERVER_TLS_KEY_PATH
  value: /etc/certctl/tls/tls.key
{{ include "certctl.databaseEnv" (list . $secret) }}
- name: CERTCTL_MIGRATIONS_VIA_HOOK
  value: {{ and .Values.migrations.viaHook (or .Release.IsUpgrade (not .Values.postgresql.enabled)) | ternary "true" "false" | quote }}
- name: CERTCTL_AUTH_TYPE
  value: {{ $server.auth.type }}
{{- if eq $server.auth.type "api-key" }}
{{ include "certctl.secretEnv" (list "CERTCTL_AUTH_SECRET" (include "certctl.apiKeySecret" .) (include "certctl.apiKeySecretKey" .)) }}
{{- end }}
{{- with $server.configEncryption }}
{{- if .existingSecret }}
{{ include "certctl.secretEnv" (list "CERTCTL_CONFIG_ENCRYPTION_KEY" .existingSecret .existingSecretKey) }}
{{- end }}
{{- end }}
{{- with $server.agentBootstrap }}
{{- if .existingSecret }}
{{ include "certctl.secretEnv" (list "CERTCTL_AGENT_BOOTSTRAP_TOKEN" .existingSecret .existingSecretKey) }}
{{- end }}
{{- end }}
- name: CERTCTL_LOG_LEVEL
  value: {{ $server.logging.level }}
- name: CERTCTL_LOG_FORMAT
  value: {{ $server.logging.format }}
- name: CERTCTL_KEYGEN_MODE
  value: {{ $server.keygen.mode }}
- name: CERTCTL_RATE_LIMIT_ENABLED
  value: {{ $server.rateLimiting.enabled | ternary "true" "false" | quote }}
{{- if $server.rateLimiting.enabled }}
- name: CERTCTL_RATE_LIMIT_RPS
  value: {{ include "certctl.scalar" $server.rateLimiting.rps | quote }}
- name: CERTCTL_RATE_LIMIT_BURST
  value: {{ int64 $server.rateLimiting.burst | quote }}
{{- end }}
- name: CERTCTL_NETWORK_SCAN_ENABLED
  value: {{ $server.networkScan.enabled | ternary "true" "false" | quote }}
{{- if $server.networkScan.enabled }}
- name: CERTCTL_NETWORK_SCAN_INTERVAL
  value: {{ $server.networkScan.interval }}
{{- end }}
{{- with $server.cors.origins }}
- name: CERTCTL_CORS_ORIGINS
  value: {{ kindIs "slice" . | ternary (join "," .) . | quote }}
{{- end }}
{{- end -}}

{{- define "certctl.apiKeySecret" -}}
{{- .Values.server.auth.existingSecret | default (include "certctl.object" (list . "server")) -}}
{{- end -}}

{{- define "certctl.apiKeySecretKey" -}}
{{- empty .Values.server.auth.existingSecret | ternary "api-key" .Values.server.auth.existingSecretKey -}}
{{- end -}}

{{- define "certctl.agentEnv" -}}
{{- $agent := .Values.agent -}}
- name: CERTCTL_SERVER_URL
  value: {{ include "certctl.serverURL" . }}
{{ include "certctl.secretEnv" (list "CERTCTL_AGENT_ID" $agent.existingSecret "agent-id") }}
{{ include "certctl.secretEnv" (list "CERTCTL_API_KEY" $agent.existingSecret "api-key") }}
- name: CERTCTL_AGENT_NAME
  value: {{ $agent.name | default (include "certctl.object" (list . "agent")) | quote }}
- name: CERTCTL_KEY_DIR
  value: {{ $agent.keyDir | quote }}
{{- with $agent.discoveryDirs }}
- name: CERTCTL_DISCOVERY_DIRS
  value: {{ kindIs "slice" . | ternary (join "," .) . | quote }}
{{- end }}
- name: CERTCTL_LOG_LEVEL
  value: {{ $agent.logLevel }}
{{- if include "certctl.ca" . }}
- name: CERTCTL_SERVER_CA_BUNDLE_PATH
  value: /etc/certctl/ca/ca.crt
{{- end }}
{{- end -}}
