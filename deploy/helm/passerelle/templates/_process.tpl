{{/* What web processes and workers have in common: settings, rights, and a home of each's own. */}}
{{- define "passerelle.settings" -}}
envFrom:
  - secretRef: {name: {{ .Values.secret }}}
env:
  - {name: KB_CHROMA_URL, value: {{ .Values.chromaUrl | quote }}}
  - {name: KB_ORIGINALS_URL, value: {{ .Values.originalsUrl | quote }}}
  - {name: KB_ORIGINALS_ENDPOINT, value: {{ .Values.originalsEndpoint | quote }}}
  - {name: KB_KEYS, value: /keys}
  - {name: KB_HOME, value: /data}
  - {name: KB_PUBLIC_URL, value: {{ printf "https://%s" .Values.host | quote }}}
  - {name: KB_LOG_FORMAT, value: json}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  capabilities: {drop: [ALL]}
volumeMounts:
  - {name: home, mountPath: /data}
  - {name: keys, mountPath: /keys}
  - {name: passing, mountPath: /tmp}
{{- end }}
{{- define "passerelle.pod" -}}
securityContext: {runAsNonRoot: true, runAsUser: 10001, fsGroup: 10001}
automountServiceAccountToken: false
terminationGracePeriodSeconds: 30
volumes:
  - name: keys
    persistentVolumeClaim: {claimName: {{ .Values.keysClaim }}}
  - name: passing
    emptyDir: {}
{{- end }}
