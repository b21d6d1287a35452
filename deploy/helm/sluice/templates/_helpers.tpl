{{- define "sluice.name" -}}
{{- $name := contains .Chart.Name .Release.Name | ternary .Release.Name (printf "%s-%s" .Release.Name .Chart.Name) -}}
{{- trunc 50 $name | trimSuffix "-" }}
{{- end }}

{{- define "sluice.selector" -}}
app.kubernetes.io/name: sluice
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "sluice.labels" -}}
{{ include "sluice.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- /* The gateway's file: yours, and where it listens. */ -}}
{{- define "sluice.config" -}}
{{- toYaml (merge (dict "listen" "0.0.0.0:8080" "management" "0.0.0.0:8081") (deepCopy .Values.config)) -}}
{{- end }}

{{- /* A time of the gateway in whole seconds, rounded up: 1500ms is 2. */ -}}
{{- define "sluice.seconds" -}}
{{- $count := regexFind "^[0-9]+" . | int64 -}}
{{- $unit := regexFind "[a-z]+$" . -}}
{{- if eq $unit "ms" }}{{ div (add $count 999) 1000 }}{{ else if eq $unit "s" }}{{ $count }}{{ else if eq $unit "m" }}{{ mul $count 60 }}{{ else }}{{ mul $count 3600 }}{{ end -}}
{{- end }}

{{- /* preStop + drain.grace + max(drain.window, clients / drain.per-second) + margin. */ -}}
{{- define "sluice.termination" -}}
{{- $drain := .Values.config.drain | default dict -}}
{{- $grace := include "sluice.seconds" ($drain.grace | default "5s") | int64 -}}
{{- $window := include "sluice.seconds" ($drain.window | default "60s") | int64 -}}
{{- $rate := index $drain "per-second" | default 500 | int64 -}}
{{- $paced := div (add (int64 .Values.connectionsPerPod) (sub $rate 1)) $rate -}}
{{- add .Values.termination.preStopSeconds $grace (max $window $paced) .Values.termination.marginSeconds -}}
{{- end }}
