{{/* What templates cannot do without; values.yaml has the same and explains it. */}}
{{- define "certctl.defaults" -}}
commonLabels: {}
clusterDomain: cluster.local
containerSecurityContext:
  allowPrivilegeEscalation: false
  capabilities: {drop: [ALL]}
  readOnlyRootFilesystem: true
server:
  replicas: 1
  image: {repository: ghcr.io/certctl-io/certctl, pullPolicy: IfNotPresent}
  port: 8443
  podSecurityContext: {{ include "certctl.restricted" 1000 | nindent 4 }}
  strategy:
    type: RollingUpdate
    rollingUpdate: {maxSurge: 1, maxUnavailable: 0}
  terminationGracePeriodSeconds: 75
  probes:
    startup: {periodSeconds: 5, timeoutSeconds: 3, failureThreshold: 60}
    liveness: {periodSeconds: 10, timeoutSeconds: 3, failureThreshold: 6}
    readiness: {periodSeconds: 5, timeoutSeconds: 4, failureThreshold: 3}
  tls:
    certManager: {enabled: false, issuerRef: {kind: Issuer, group: cert-manager.io}}
    selfSigned: {validityDays: 3650}
    ca: {key: ca.crt, systemRoots: false}
  reloader: {enabled: false, annotations: {reloader.stakater.com/auto: "true"}}
  service: {type: ClusterIP, port: 8443, annotations: {}}
  auth: {type: api-key, existingSecretKey: api-key}
  configEncryption: {existingSecretKey: config-encryption-key}
  agentBootstrap: {existingSecretKey: agent-bootstrap-token}
  logging: {level: info, format: json}
  rateLimiting: {enabled: true, rps: 50, burst: 100}
  networkScan: {enabled: false, interval: 6h}
  keygen: {mode: agent}
  cors: {}
  config: {}
  podLabels: {}
postgresql:
  enabled: true
  image: {repository: docker.io/library/postgres, tag: 16-alpine, pullPolicy: IfNotPresent}
  auth: {database: certctl, username: certctl}
  parameters: {}
  storage: {size: 10Gi}
  podSecurityContext: {{ include "certctl.restricted" 70 | nindent 4 }}
externalDatabase: {port: 5432, database: certctl, username: certctl, sslMode: require, existingSecretKey: database-url}
agent:
  enabled: false
  kind: Deployment
  replicas: 1
  image: {repository: ghcr.io/certctl-io/certctl-agent, pullPolicy: IfNotPresent}
  keyDir: /var/lib/certctl/keys
  keys:
    persistence: {enabled: true, size: 1Gi, accessMode: ReadWriteOnce}
  logLevel: info
  podSecurityContext: {{ include "certctl.restricted" 1000 | nindent 4 }}
  serviceAccount: {annotations: {}}
kubernetesSecrets: {enabled: false}
backup:
  enabled: false
  sink: pvc
  schedule: 0 2 * * *
  suspend: false
  startingDeadlineSeconds: 3600
  activeDeadlineSeconds: 7200
  backoffLimit: 1
  successfulJobsHistoryLimit: 3
  failedJobsHistoryLimit: 3
  retention: {keep: 30}
  resources:
    requests: {cpu: 100m, memory: 128Mi}
    limits: {cpu: "1", memory: 512Mi}
  image: {pullPolicy: IfNotPresent}
  pvc: {size: 20Gi, accessMode: ReadWriteOnce}
  s3:
    prefix: certctl
    region: us-east-1
    scratchSizeLimit: 20Gi
    image: {repository: public.ecr.aws/aws-cli/aws-cli, tag: 2.27.49, pullPolicy: IfNotPresent}
  serviceAccount: {annotations: {}}
migrations:
  viaHook: false
  activeDeadlineSeconds: 270
  backoffLimit: 2
  resources:
    requests: {cpu: 100m, memory: 128Mi}
    limits: {cpu: 500m, memory: 512Mi}
monitoring:
  serviceMonitor: {enabled: false, interval: 60s, scrapeTimeout: 10s, labels: {}, bearerTokenSecret: {}}
  prometheusRules:
    enabled: false
    labels: {}
    runbookBaseUrl: https://github.com/certctl-io/certctl/blob/master/docs/operator/runbooks/prometheus-bearer-token.md
    thresholds:
      certificateExpiringSoon: {count: 0, for: 1h, severity: warning}
      agentOffline: {count: 0, sentinels: 0, for: 1h, severity: warning}
      jobFailureRate: {percent: 5, window: 30m, for: 15m, severity: warning}
      issuanceFailures: {count: 0, window: 15m, severity: critical}
ingress: {enabled: false, annotations: {}}
networkPolicy: {enabled: false}
podDisruptionBudget: {enabled: false, maxUnavailable: 1}
serviceAccount: {create: true, annotations: {}}
rbac: {create: true}
{{- end -}}

{{- define "certctl.restricted" -}}
runAsNonRoot: true
runAsUser: {{ . }}
runAsGroup: {{ . }}
fsGroup: {{ . }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile:
  type: RuntimeDefault
{{- end -}}
