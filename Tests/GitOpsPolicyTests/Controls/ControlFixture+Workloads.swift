extension ControlFixture {
    /// A pod that no control about pods finds fault with, but for the version of its image.
    static let keptPod = pod(
        """
        serviceAccountName: web
        automountServiceAccountToken: false
        securityContext: {runAsNonRoot: true, runAsUser: 1000, seccompProfile: {type: RuntimeDefault}}
        volumes: [{name: work, emptyDir: {}}]
        """,
        container: """
            securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
            resources: {requests: {cpu: 50m, memory: 64Mi}, limits: {memory: 64Mi}}
            volumeMounts: [{name: work, mountPath: /work}]
            """)

    static let isolation: [ControlFixture] = [
        ControlFixture(
            "workload-privileged-container", fails: pod(container: "securityContext:\n  privileged: true # <-"),
            pod("initContainers:\n- name: first\n  image: a:1\n  securityContext:\n    privileged: true # <-"),
            pod("ephemeralContainers:\n- name: debug\n  image: a:1\n  securityContext:\n    privileged: true # <-"),
            passes: keptPod, pod(container: "securityContext: {privileged: false}")),
        ControlFixture(
            "workload-windows-host-process",
            fails: pod(container: "securityContext:\n  windowsOptions:\n    hostProcess: true # <-"),
            pod("securityContext:\n  windowsOptions:\n    hostProcess: true # <-")
                .replacing("- name: web", with: "- name: web # <-"),
            passes: keptPod,
            pod(
                "securityContext: {windowsOptions: {hostProcess: true}}",
                container: "securityContext: {windowsOptions: {hostProcess: false}}")),
        ControlFixture("workload-host-pid", fails: deployment("hostPID: true # <-"), passes: keptPod),
        ControlFixture("workload-host-ipc", fails: deployment("hostIPC: true # <-"), passes: keptPod),
        ControlFixture("workload-host-network", fails: deployment("hostNetwork: true # <-"), passes: keptPod),
        ControlFixture(
            "workload-host-port",
            fails: pod(container: "ports:\n- containerPort: 8080\n- containerPort: 80\n  hostPort: 80 # <-"),
            passes: keptPod, pod(container: "ports: [{containerPort: 80}]"),
            // The server gives every port of such a pod a host port.
            pod("hostNetwork: true", container: "ports: [{containerPort: 80}]")),
        ControlFixture(
            "workload-runtime-socket",
            fails: pod(
                "volumes:\n- name: a\n  emptyDir: {}\n- name: docker\n  hostPath:\n    path: /var/run/docker.sock # <-"),
            pod("volumes:\n- name: run\n  hostPath:\n    path: /run # <-"),
            pod("volumes:\n- name: k3s\n  hostPath:\n    path: /run/k3s/containerd/containerd.sock # <-"),
            passes: keptPod, pod("volumes: [{name: own, hostPath: {path: /run/own}}]")),
        ControlFixture(
            "workload-sensitive-host-path",
            fails: pod(
                "volumes:\n- name: node\n  hostPath:\n    path: / # <-",
                container: "volumeMounts: [{name: node, mountPath: /node}]"),
            pod(
                "volumes:\n- name: node\n  hostPath:\n    path: /etc/kubernetes/manifests # <-",
                container: "volumeMounts: [{name: node, mountPath: /node}]"),
            passes: keptPod,
            pod(
                "volumes: [{name: node, hostPath: {path: /}}]",
                container: "volumeMounts: [{name: node, mountPath: /node, readOnly: true}]"),
            pod(
                "volumes: [{name: own, hostPath: {path: /etc/own}}]",
                container: "volumeMounts: [{name: own, mountPath: /own}]")),
        ControlFixture(
            "workload-host-path", fails: pod("volumes:\n- name: own\n  hostPath:\n    path: /opt/own # <-"),
            passes: keptPod, pod("volumes: [{name: docker, hostPath: {path: /var/run/docker.sock}}]"),
            pod(
                "volumes: [{name: node, hostPath: {path: /}}]",
                container: "volumeMounts: [{name: node, mountPath: /node}]")),
        ControlFixture(
            "storage-sensitive-host-path",
            fails: object("v1", "PersistentVolume", "spec:\n  hostPath:\n    path: / # <-"),
            object("v1", "PersistentVolume", "spec:\n  local:\n    path: /etc/kubernetes # <-"),
            object("v1", "PersistentVolume", "spec:\n  hostPath:\n    path: /run/containerd/containerd.sock # <-"),
            passes: object("v1", "PersistentVolume", "spec: {local: {path: /mnt/disks/a}}"),
            object("v1", "PersistentVolume", "spec: {hostPath: {path: /data}}"),
            object("v1", "PersistentVolume", "spec: {nfs: {server: nfs.example, path: /}}")),
        ControlFixture(
            "workload-proc-mount", fails: pod(container: "securityContext:\n  procMount: Unmasked # <-"),
            passes: keptPod, pod(container: "securityContext: {procMount: Default}")),
        ControlFixture(
            "workload-unsafe-sysctl",
            fails: pod("securityContext:\n  sysctls:\n  - name: kernel.msgmax # <-\n    value: '65536'"),
            passes: keptPod, pod("securityContext: {sysctls: [{name: net.ipv4.tcp_syncookies, value: '1'}]}")),
        ControlFixture(
            "workload-shared-processes", fails: deployment("shareProcessNamespace: true # <-"), passes: keptPod),
    ]

    static let privileges: [ControlFixture] = [
        ControlFixture(
            "workload-dangerous-capability",
            fails: pod(container: "securityContext:\n  capabilities:\n    add:\n    - CHOWN\n    - SYS_ADMIN # <-"),
            pod(container: "securityContext:\n  capabilities:\n    add:\n    - sys_admin # <-"),
            pod(container: "securityContext:\n  capabilities:\n    add:\n    - all # <-"),
            pod(container: "securityContext:\n  capabilities:\n    add:\n    - CAP_SYS_MODULE # <-"),
            passes: keptPod, pod(container: "securityContext: {capabilities: {add: [NET_ADMIN]}}")),
        ControlFixture(
            "workload-added-capability",
            fails: pod(container: "securityContext:\n  capabilities:\n    add:\n    - CHOWN\n    - NET_RAW # <-"),
            pod(container: "securityContext:\n  capabilities:\n    add:\n    - cap_net_admin # <-"),
            passes: keptPod, pod(container: "securityContext: {capabilities: {add: [cap_chown, Kill, cap_sys_admin]}}"),
            pod(container: "securityContext: {capabilities: {add: [NET_BIND_SERVICE, SYS_ADMIN]}}")),
        ControlFixture(
            "workload-capabilities-not-dropped",
            fails: pod(container: "securityContext:\n  capabilities:\n    drop: # <-\n    - CHOWN"), passes: keptPod,
            pod(container: "securityContext: {capabilities: {drop: [all]}}"),
            pod("os: {name: windows}"), pod(container: "securityContext: {privileged: true}")),
        ControlFixture(
            "workload-runs-as-root", fails: pod(container: "securityContext:\n  runAsUser: 0 # <-"),
            pod("securityContext:\n  runAsUser: 0 # <-").replacing("- name: web", with: "- name: web # <-"),
            passes: keptPod,
            pod("securityContext: {runAsUser: 0}", container: "securityContext: {runAsUser: 7}")),
        ControlFixture(
            "workload-may-run-as-root", fails: pod(container: "securityContext:\n  runAsNonRoot: false # <-"),
            passes: keptPod, pod("securityContext: {runAsUser: 7}"), pod("securityContext: {runAsNonRoot: true}")),
        ControlFixture(
            "workload-privilege-escalation",
            fails: pod(container: "securityContext:\n  allowPrivilegeEscalation: true # <-"),
            pod().replacing("- name: web", with: "- name: web # <-"), passes: keptPod),
        ControlFixture(
            "workload-seccomp-unconfined",
            fails: pod(container: "securityContext:\n  seccompProfile:\n    type: Unconfined # <-"), passes: keptPod,
            pod(
                "securityContext: {seccompProfile: {type: Unconfined}}",
                container: "securityContext: {seccompProfile: {type: RuntimeDefault}}")),
        ControlFixture(
            "workload-seccomp-missing", fails: pod().replacing("- name: web", with: "- name: web # <-"),
            passes: keptPod,
            pod(container: "securityContext: {seccompProfile: {type: RuntimeDefault}}")),
        ControlFixture(
            "workload-apparmor-unconfined",
            fails: pod(container: "securityContext:\n  appArmorProfile:\n    type: Unconfined # <-"),
            pod().replacing(
                "namespace: shop}",
                with: """
                    namespace: shop, annotations: {
                        container.apparmor.security.beta.kubernetes.io/web: unconfined}} # <-
                    """), passes: keptPod),
        ControlFixture(
            "workload-selinux-options",
            fails: pod(container: "securityContext:\n  seLinuxOptions:\n    type: spc_t # <-"),
            pod(container: "securityContext:\n  seLinuxOptions:\n    user: sysadm_u # <-\n    role: sysadm_r"),
            pod(container: "securityContext:\n  seLinuxOptions:\n    type: container_t\n    role: sysadm_r # <-"),
            passes: keptPod, pod(container: "securityContext: {seLinuxOptions: {level: 's0:c1,c2'}}"),
            pod(
                "securityContext: {seLinuxOptions: {user: sysadm_u}}",
                container: "securityContext: {seLinuxOptions: {type: container_engine_t}}")),
        ControlFixture(
            "workload-default-account-token", fails: pod("serviceAccountName: default # <-"), passes: keptPod,
            pod("automountServiceAccountToken: false"), pod("serviceAccountName: web")),
    ]

    static let hygiene: [ControlFixture] = [
        ControlFixture(
            "workload-secret-in-environment",
            fails: pod(
                container: "env:\n- name: MODE\n  value: fast\n- name: DATABASE_PASSWORD # <-\n  value: swordfish"),
            pod(container: "env:\n- name: apiKey # <-\n  value: 0a1b2c3d4e"),
            passes: keptPod,
            pod(
                container: """
                    env:
                    - {name: DATABASE_PASSWORD, valueFrom: {secretKeyRef: {name: database, key: password}}}
                    - {name: TOKEN_FILE, value: token}
                    - {name: AUTH_TOKEN, value: /var/run/token}
                    - {name: USE_TOKEN, value: 'true'}
                    - {name: URL_PASSWORD, value: $(DATABASE_PASSWORD)}
                    - {name: EMPTY_SECRET, value: ''}
                    """)),
        ControlFixture(
            "workload-secret-as-variable",
            fails: pod(
                container: "env:\n- name: A\n  valueFrom:\n    secretKeyRef: # <-\n      name: a\n      key: a"),
            pod(container: "envFrom:\n- secretRef: # <-\n    name: a"), passes: keptPod),
        ControlFixture(
            "workload-writable-root-file-system",
            fails: pod(container: "securityContext:\n  readOnlyRootFilesystem: false # <-"), passes: keptPod),
        ControlFixture(
            "workload-memory-limit",
            fails: pod(container: "resources:\n  limits: # <-\n    cpu: 1"), passes: keptPod,
            pod("resources: {limits: {memory: 1Gi}}")),
        ControlFixture(
            "workload-resource-requests",
            fails: pod(container: "resources:\n  requests: # <-\n    cpu: 1"),
            pod("resources:\n  requests: # <-\n    cpu: 1", container: "resources: {limits: {cpu: 1}} # <-"),
            passes: keptPod, pod(container: "resources: {limits: {cpu: 1, memory: 1Gi}}"),
            pod("resources: {requests: {cpu: 1}}", container: "resources: {requests: {memory: 1Gi}}"),
            pod("resources: {requests: {cpu: 1}, limits: {memory: 1Gi}}")),
        ControlFixture(
            "workload-readiness-probe", fails: deployment(container: "ports: # <-\n- containerPort: 80"),
            passes: deployment(),
            deployment(container: "ports: [{containerPort: 80}]\nreadinessProbe: {httpGet: {port: 80}}")),
        ControlFixture(
            "workload-liveness-probe", fails: deployment(container: "ports: # <-\n- containerPort: 80"),
            passes: deployment(),
            deployment(container: "ports: [{containerPort: 80}]\nlivenessProbe: {httpGet: {port: 80}}")),
        ControlFixture(
            "workload-host-aliases", fails: pod("hostAliases: # <-\n- ip: 10.0.0.1\n  hostnames: [shop]"),
            passes: keptPod),
        ControlFixture(
            "workload-bare-pod", fails: pod().replacing("metadata:", with: "metadata: # <-\n "),
            passes: pod().replacing(
                "namespace: shop}",
                with: "namespace: shop, ownerReferences: [{apiVersion: batch/v1, kind: Job, name: web, uid: a}]}")),
    ]

    static let images: [ControlFixture] = [
        ControlFixture(
            "image-latest-tag",
            fails: pod().replacing("registry.example/shop/web:1.4", with: "registry.example:5000/web # <-"),
            pod().replacing("registry.example/shop/web:1.4", with: "web:latest # <-"), passes: keptPod,
            pod().replacing(":1.4", with: ":latest@sha256:\(String(repeating: "a", count: 64))"),
            pod().replacing("registry.example/shop/web:1.4", with: "ko://example.org/cmd/web"),
            pod().replacing("registry.example/shop/web:1.4", with: "'{IMAGE}'")),
        ControlFixture(
            "image-no-digest", fails: pod().replacing("web:1.4", with: "web:1.4 # <-"),
            passes: pod().replacing(":1.4", with: ":1.4@sha256:\(String(repeating: "a", count: 64))")),
        ControlFixture(
            "image-stale-latest",
            fails: pod(container: "imagePullPolicy: IfNotPresent").replacing("web:1.4", with: "web # <-"),
            passes: keptPod,
            pod().replacing("web:1.4", with: "web")),
    ]
}
