{{/* Every template begins with this: it checks the values once and gives every key that a template reads a value.
With --reuse-values the keys that are newer than the release are absent, and null removes a key as well. */}}
{{- define "certctl.prepare" -}}
{{- if not (hasKey .Values "_made") -}}
{{- $_ := set .Values "_made" dict -}}
{{- include "certctl.fill" (list .Values (include "certctl.defaults" . | fromYaml)) -}}
{{- include "certctl.aliases" (list .Values.server) -}}
{{- include "certctl.aliases" (list .Values.agent) -}}
{{- include "certctl.validate" . -}}
{{- end -}}
{{- end -}}

{{- define "certctl.fill" -}}
{{- $into := index . 0 -}}
{{- range $key, $default := index . 1 -}}
{{- if kindIs "invalid" (index $into $key) -}}
{{- $_ := set $into $key $default -}}
{{- else if and (kindIs "map" $default) (not (has $key (list "podSecurityContext" "containerSecurityContext" "strategy" "resources"))) -}}
{{- include "certctl.fill" (list (index $into $key) $default) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Names of 0.1.0 that --reuse-values brings along. */}}
{{- define "certctl.aliases" -}}
{{- $values := index . 0 -}}
{{- range $old, $new := dict "env" "extraEnv" "volumes" "extraVolumes" "volumeMounts" "extraVolumeMounts" -}}
{{- $from := index $values $old -}}
{{- if kindIs "slice" $from -}}
{{- $_ := set $values $new (concat (index $values $new | default list) $from) -}}
{{- else if kindIs "map" $from -}}
{{- range $name, $value := $from -}}
{{- $_ := set $values $new (append (index $values $new | default list) (dict "name" $name "value" $value)) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "certctl.validate" -}}
{{- $server := .Values.server -}}
{{- if and $server.tls.existingSecret $server.tls.certManager.enabled -}}
{{- fail "server.tls: existingSecret and certManager.enabled are both set; choose one source of the certificate" -}}
{{- end -}}
{{- if and $server.tls.certManager.enabled (not $server.tls.certManager.issuerRef.name) -}}
{{- fail "server.tls.certManager.issuerRef.name: certManager.enabled needs the name of an issuer" -}}
{{- end -}}
{{- if gt (len (compact (list $server.tls.ca.existingSecret $server.tls.ca.existingConfigMap ($server.tls.ca.systemRoots | ternary "yes" "")))) 1 -}}
{{- fail "server.tls.ca: existingSecret, existingConfigMap and systemRoots exclude one another" -}}
{{- end -}}
{{- if and $server.auth.apiKey $server.auth.existingSecret -}}
{{- fail "server.auth: apiKey and existingSecret are both set; choose one" -}}
{{- end -}}
{{- if .Values.postgresql.enabled -}}
{{- if or .Values.externalDatabase.host .Values.externalDatabase.existingSecret -}}
{{- fail "externalDatabase: it is used only with postgresql.enabled=false" -}}
{{- end -}}
{{- if and .Values.postgresql.auth.password .Values.postgresql.auth.existingSecret -}}
{{- fail "postgresql.auth: password and existingSecret are both set; choose one" -}}
{{- end -}}
{{- else -}}
{{- with .Values.externalDatabase -}}
{{- if and .existingSecret (or .host .password) -}}
{{- fail "externalDatabase: existingSecret holds the whole URL; host and password go without it" -}}
{{- else if not (or .existingSecret (and .host .password)) -}}
{{- fail "externalDatabase: postgresql.enabled=false needs externalDatabase.existingSecret, or externalDatabase.host and externalDatabase.password" -}}
{{- end -}}
{{- end -}}
{{- if .Values.backup.enabled -}}
{{- fail "backup.enabled: the backup is for the bundled PostgreSQL; with postgresql.enabled=false use the point-in-time recovery (PITR) of the managed database's provider" -}}
{{- end -}}
{{- end -}}
{{- with .Values.backup -}}
{{- if .enabled -}}
{{- if and (eq .sink "s3") (not .s3.bucket) -}}
{{- fail "backup.s3.bucket: backup.sink=s3 needs a bucket" -}}
{{- end -}}
{{- $client := regexFind "^[0-9]+" (include "certctl.tag" (list .image "backup.image")) -}}
{{- $database := regexFind "^[0-9]+" (include "certctl.tag" (list $.Values.postgresql.image "postgresql.image")) -}}
{{- if and $client $database (lt (atoi $client) (atoi $database)) -}}
{{- fail (printf "backup.image.tag: pg_dump %s cannot dump PostgreSQL %s" $client $database) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- with .Values.agent -}}
{{- if .enabled -}}
{{- if not .existingSecret -}}
{{- fail "agent.existingSecret: agent.enabled needs a Secret with agent-id (from POST /api/v1/agents) and api-key" -}}
{{- end -}}
{{- if and (eq .kind "Deployment") (gt (int .replicas) 1) -}}
{{- fail "agent.replicas: one id is one agent; more pods would answer for the same one" -}}
{{- end -}}
{{- with .keys.persistence -}}
{{- if and (eq $.Values.agent.kind "DaemonSet") .enabled (not .existingClaim) (ne .accessMode "ReadWriteMany") -}}
{{- fail "agent.keys.persistence.accessMode: the pods of a DaemonSet share one claim, which has to be ReadWriteMany" -}}
{{- end -}}
{{- end -}}
{{- if and $.Values.kubernetesSecrets.enabled $.Values.rbac.create (not (or $.Values.serviceAccount.create .serviceAccount.name)) -}}
{{- fail "agent.serviceAccount.name: kubernetesSecrets.enabled with serviceAccount.create=false needs one; the Role is not for the namespace's default account" -}}
{{- end -}}
{{- else if $.Values.kubernetesSecrets.enabled -}}
{{- fail "kubernetesSecrets.enabled: it is the agent that writes the Secrets; it needs agent.enabled" -}}
{{- end -}}
{{- end -}}
{{- with .Values.monitoring.serviceMonitor -}}
{{- if and .enabled (not .bearerTokenSecret.name) (contains "," (toString $server.auth.apiKey)) -}}
{{- fail "monitoring.serviceMonitor.bearerTokenSecret.name: server.auth.apiKey is a list, and a token is one key; name a Secret with one of them" -}}
{{- end -}}
{{- end -}}
{{- if and .Values.ingress.enabled (not .Values.ingress.hosts) -}}
{{- fail "ingress.hosts: ingress.enabled needs at least one host" -}}
{{- end -}}
{{- end -}}

{{/* Values of 0.1.0 that are set and no longer read, one a line. */}}
{{- define "certctl.ignored" -}}
{{- range $path := list "namespace" "customLabels" "customAnnotations" "nodeAffinity" "podAffinity" "podAntiAffinity" "server.smtp" "server.digest" "server.est" "server.issuer" "server.notifiers" "server.securityContext" "server.livenessProbe" "server.readinessProbe" "server.tls.mountPath" "server.tls.certManager.commonName" "postgresql.tls" "postgresql.postgresqlConfig" "postgresql.service" "postgresql.securityContext" "postgresql.livenessProbe" "postgresql.readinessProbe" "agent.securityContext" "monitoring.enabled" "ingress.certManager" }}
{{- $at := $.Values }}
{{- range splitList "." $path }}{{ if kindIs "map" $at }}{{ $at = get $at . }}{{ end }}{{ end }}
{{- if $at }}
{{ $path }}
{{- end }}
{{- end }}
{{- end -}}
