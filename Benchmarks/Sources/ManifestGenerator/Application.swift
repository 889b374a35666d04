/// The objects of one application: a workload and what surrounds it.
struct Application {
    let name: String
    private let namespace: String
    private let team: String
    private var random: SplitMix64

    init(number: Int, random: SplitMix64) {
        self.random = random
        let service = self.random.pick([
            "checkout", "catalogue", "payments", "search", "accounts", "mailer", "inventory", "frontend", "gateway",
            "recommendations", "shipping", "ledger", "notifications", "images", "reports", "scheduler",
        ])
        name = "\(service)-\(number)"
        namespace = self.random.pick(["shop", "shop-staging", "platform", "data", "monitoring"])
        team = self.random.pick(["storefront", "core", "observability", "payments", "data-platform"])
    }

    /// The first `count` of the objects, at most as many as there are.
    mutating func objects(count: Int) -> [Value] {
        let makers: [(inout Application) -> Value] = [
            { $0.deployment() }, { $0.service() }, { $0.configMap() }, { $0.ingress() }, { $0.secret() },
            { $0.networkPolicy() }, { $0.serviceAccount() }, { $0.role() }, { $0.roleBinding() },
            { $0.horizontalPodAutoscaler() }, { $0.podDisruptionBudget() }, { $0.serviceMonitor() },
        ]
        // A short file holds any of the objects, a long one all of them from the workload on.
        let first = count <= 2 ? random.number(0...makers.count - count) : 0
        return makers[first..<min(first + count, makers.count)].map { make in make(&self) }
    }

    private mutating func metadata(suffix: String = "") -> Value {
        let metadata: Value = [
            "name": .string(name + suffix), "namespace": .string(namespace), "labels": labels(),
        ]
        guard random.chance(40) else { return metadata }
        return metadata.adding(
            "annotations",
            [
                "example.com/owner": "\(team)@example.com",
                "example.com/revision": .string(String(random.next(), radix: 16)),
                "example.com/description": .string(Prose.sentence(&random, words: 18)),
            ])
    }

    private func labels() -> Value {
        [
            "app.kubernetes.io/name": .string(name), "app.kubernetes.io/part-of": .string(namespace),
            "app.kubernetes.io/managed-by": "gitops", "team": .string(team),
        ]
    }

    private var selector: Value { ["app.kubernetes.io/name": .string(name)] }

    // MARK: Workload

    private mutating func deployment() -> Value {
        let containers = (0..<random.number(1...3)).map { container($0) }
        let pod: Value = [
            "serviceAccountName": .string(name),
            "securityContext": ["runAsNonRoot": true, "fsGroup": 2000, "seccompProfile": ["type": "RuntimeDefault"]],
            "containers": .list(containers),
            "volumes": [
                ["name": "config", "configMap": ["name": "\(name)-config", "defaultMode": 420]],
                ["name": "tmp", "emptyDir": [:]],
            ],
            "topologySpreadConstraints": [
                [
                    "maxSkew": 1, "topologyKey": "topology.kubernetes.io/zone", "whenUnsatisfiable": "ScheduleAnyway",
                    "labelSelector": ["matchLabels": selector],
                ]
            ],
        ]
        return [
            "apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata(),
            "spec": [
                "replicas": .integer(random.number(1...12)), "revisionHistoryLimit": 5,
                "selector": ["matchLabels": selector],
                "strategy": ["type": "RollingUpdate", "rollingUpdate": ["maxSurge": "25%", "maxUnavailable": 0]],
                "template": ["metadata": ["labels": labels()], "spec": pod],
            ],
        ]
    }

    private mutating func container(_ index: Int) -> Value {
        let container = index == 0 ? "app" : random.pick(["proxy", "metrics", "log-shipper"]) + "-\(index)"
        let port = 8080 + index
        let version = "v\(random.number(1...4)).\(random.number(0...40)).\(random.number(0...9))"
        return [
            "name": .string(container),
            "image": "registry.example.com/\(namespace)/\(container):\(version)",
            "imagePullPolicy": "IfNotPresent",
            "args": ["--listen=:\(port)", "--log-format=json", "--config=/etc/\(name)/config.yaml"],
            "ports": [["name": "http", "containerPort": .integer(port), "protocol": "TCP"]],
            "env": .list(environment()),
            "resources": [
                "requests": ["cpu": "\(random.number(1...20) * 50)m", "memory": "\(random.number(1...16) * 64)Mi"],
                "limits": ["memory": "\(random.number(8...32) * 128)Mi"],
            ],
            "livenessProbe": probe("/healthz", port), "readinessProbe": probe("/ready", port),
            "securityContext": [
                "allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "capabilities": ["drop": ["ALL"]],
            ],
            "volumeMounts": [
                ["name": "config", "mountPath": "/etc/\(name)", "readOnly": true],
                ["name": "tmp", "mountPath": "/tmp"],
            ],
        ]
    }

    private mutating func probe(_ path: String, _ port: Int) -> Value {
        [
            "httpGet": ["path": .string(path), "port": .integer(port)],
            "initialDelaySeconds": .integer(random.number(1...30)), "periodSeconds": 10, "timeoutSeconds": 2,
        ]
    }

    private mutating func environment() -> [Value] {
        let names = ["LOG_LEVEL", "REGION", "DATABASE_HOST", "CACHE_TTL", "FEATURE_FLAGS", "QUEUE_URL", "WORKERS"]
        var variables: [Value] = names.prefix(random.number(1...names.count)).map { variable in
            ["name": .string(variable), "value": .string(random.pick(["info", "eu-west-1", "30", "true", "on", ""]))]
        }
        variables.append([
            "name": "DATABASE_PASSWORD",
            "valueFrom": ["secretKeyRef": ["name": "\(name)-credentials", "key": "password"]],
        ])
        return variables
    }

    // MARK: Around the workload

    private mutating func service() -> Value {
        [
            "apiVersion": "v1", "kind": "Service", "metadata": metadata(),
            "spec": [
                "type": "ClusterIP", "selector": selector,
                "ports": [["name": "http", "port": 80, "targetPort": "http", "protocol": "TCP"]],
            ],
        ]
    }

    private mutating func configMap() -> Value {
        let settings = (0..<random.number(4...30)).map { "  option_\($0): \(Prose.sentence(&random, words: 3))" }
        return [
            "apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata(suffix: "-config"),
            "data": [
                "config.yaml": .string("server:\n  listen: :8080\noptions:\n\(settings.joined(separator: "\n"))\n"),
                "greeting": .string(random.pick(["Hello", "Grüß Gott", "こんにちは", "Bonjour à tous"])),
                "run.sh": "#!/bin/sh\nset -eu\nexec /usr/bin/\(name) \\\n  --verbose \"$@\"\n",
                "limits": .string("\(random.number(100...9000))"),
            ],
        ]
    }

    private mutating func secret() -> Value {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        func text(_ length: Int) -> Value { .string(String((0..<length).map { _ in random.pick(alphabet) })) }
        return [
            "apiVersion": "v1", "kind": "Secret", "metadata": metadata(suffix: "-credentials"), "type": "Opaque",
            "data": ["username": text(16), "password": text(32), "ca.crt": text(random.number(100...400) * 4)],
        ]
    }

    private mutating func ingress() -> Value {
        let host = "\(name).example.com"
        let backend: Value = ["service": ["name": .string(name), "port": ["name": "http"]]]
        let paths: [Value] = ["/", "/api", "/static"].prefix(random.number(1...3)).map {
            ["path": .string($0), "pathType": "Prefix", "backend": backend]
        }
        return [
            "apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": metadata(),
            "spec": [
                "ingressClassName": "nginx", "tls": [["hosts": [.string(host)], "secretName": "\(name)-tls"]],
                "rules": [["host": .string(host), "http": ["paths": .list(paths)]]],
            ],
        ]
    }

    private mutating func networkPolicy() -> Value {
        [
            "apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": metadata(),
            "spec": [
                "podSelector": ["matchLabels": selector], "policyTypes": ["Ingress", "Egress"],
                "ingress": [
                    [
                        "from": [["namespaceSelector": ["matchLabels": ["kubernetes.io/metadata.name": "ingress"]]]],
                        "ports": [["protocol": "TCP", "port": 8080]],
                    ]
                ],
                "egress": [
                    ["to": [["ipBlock": ["cidr": "10.\(random.number(0...255)).0.0/16", "except": ["10.0.0.0/24"]]]]]
                ],
            ],
        ]
    }

    private mutating func horizontalPodAutoscaler() -> Value {
        [
            "apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": metadata(),
            "spec": [
                "scaleTargetRef": ["apiVersion": "apps/v1", "kind": "Deployment", "name": .string(name)],
                "minReplicas": 2, "maxReplicas": .integer(random.number(4...40)),
                "metrics": [
                    [
                        "type": "Resource",
                        "resource": ["name": "cpu", "target": ["type": "Utilization", "averageUtilization": 70]],
                    ]
                ],
            ],
        ]
    }

    private mutating func podDisruptionBudget() -> Value {
        [
            "apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": metadata(),
            "spec": ["minAvailable": 1, "selector": ["matchLabels": selector]],
        ]
    }

    // MARK: Access

    private mutating func serviceAccount() -> Value {
        [
            "apiVersion": "v1", "kind": "ServiceAccount", "metadata": metadata(),
            "automountServiceAccountToken": false,
        ]
    }

    private mutating func role() -> Value {
        let rules: [Value] = (0..<random.number(1...6)).map { _ in
            [
                "apiGroups": [.string(random.pick(["", "apps", "batch", "networking.k8s.io"]))],
                "resources": [.string(random.pick(["pods", "deployments", "configmaps", "jobs"])), "pods/log"],
                "verbs": .list(["get", "list", "watch", "patch"].prefix(random.number(1...4)).map { .string($0) }),
            ]
        }
        return [
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": metadata(),
            "rules": .list(rules),
        ]
    }

    private mutating func roleBinding() -> Value {
        [
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": metadata(),
            "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": .string(name)],
            "subjects": [["kind": "ServiceAccount", "name": .string(name), "namespace": .string(namespace)]],
        ]
    }

    private mutating func serviceMonitor() -> Value {
        [
            "apiVersion": "monitoring.coreos.com/v1", "kind": "ServiceMonitor", "metadata": metadata(),
            "spec": [
                "selector": ["matchLabels": selector],
                "endpoints": [["port": "http", "interval": "30s", "path": "/metrics", "honorLabels": true]],
            ],
        ]
    }
}
