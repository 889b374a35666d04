/// The manifests of a platform as text: namespaces, and for each application the ten objects that one usually has.
///
/// They keep most rules, as those of a team that looks at its findings do; every seventh application breaks some.
struct PlatformManifests: Sendable {
    /// How many manifests there are.
    let count: Int
    private let namespaceCount: Int

    init(count: Int) {
        self.count = count
        namespaceCount = max(1, count / 50)
    }

    /// Where a manifest stands.
    func path(_ number: Int) -> String {
        guard let (application, object) = place(number) else { return "namespaces/team-\(number).yaml" }
        return "apps/team-\(application % namespaceCount)/app-\(application)/\(object.rawValue).yaml"
    }

    /// A manifest after so many changes; a hurried one of a Deployment breaks rules.
    func text(_ number: Int, version: Int, isHurried: Bool = false) -> String {
        guard let (application, object) = place(number) else {
            return """
                apiVersion: v1
                kind: Namespace
                metadata:
                  name: team-\(number)
                  labels:
                    team: team-\(number)
                    pod-security.kubernetes.io/enforce: baseline

                """
        }
        let name = "app-\(application)"
        let head = """
            apiVersion: \(object.apiVersion)
            kind: \(object.kind)
            metadata:
              name: \(name)
              namespace: team-\(application % namespaceCount)
              labels: {app: \(name), revision: r\(version)}

            """
        return head + (isHurried ? deployment(name, application, nil) : spec(object, name, application, version))
    }

    /// The number of the manifest of an application's object; `nil` when it is not among them.
    func number(_ application: Int, _ object: Object) -> Int? {
        guard let index = Object.allCases.firstIndex(of: object) else { return nil }
        let number = namespaceCount + application * Object.allCases.count + index
        return number < count ? number : nil
    }

    private func place(_ number: Int) -> (application: Int, object: Object)? {
        guard number >= namespaceCount else { return nil }
        let rest = number - namespaceCount
        return (rest / Object.allCases.count, Object.allCases[rest % Object.allCases.count])
    }

    enum Object: String, CaseIterable {
        case deployment, service, settings, account, role, binding, traffic, scaling, disruption, ingress

        var apiVersion: String {
            switch self {
            case .deployment: "apps/v1"
            case .service, .settings, .account: "v1"
            case .role, .binding: "rbac.authorization.k8s.io/v1"
            case .traffic, .ingress: "networking.k8s.io/v1"
            case .scaling: "autoscaling/v2"
            case .disruption: "policy/v1"
            }
        }

        var kind: String {
            switch self {
            case .deployment: "Deployment"
            case .service: "Service"
            case .settings: "ConfigMap"
            case .account: "ServiceAccount"
            case .role: "Role"
            case .binding: "RoleBinding"
            case .traffic: "NetworkPolicy"
            case .scaling: "HorizontalPodAutoscaler"
            case .disruption: "PodDisruptionBudget"
            case .ingress: "Ingress"
            }
        }
    }

    // MARK: Objects

    private func spec(_ object: Object, _ name: String, _ application: Int, _ version: Int) -> String {
        switch object {
        case .deployment: deployment(name, application, version)
        case .service:
            """
            spec:
              selector: {app: \(name)}
              ports:
              - {name: http, port: \(80 + version), targetPort: http}

            """
        case .settings: "data:\n  log-level: info\n  rollout: \"\(version)\"\n  greeting: |\n    Hello from \(name).\n"
        case .account: "automountServiceAccountToken: false\n"
        case .role: role(application, version)
        case .binding:
            """
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: \(name)}
            subjects:
            - {kind: ServiceAccount, name: \(name)}

            """
        case .traffic:
            """
            spec:
              podSelector:
                matchLabels: {app: \(name)}
              policyTypes: [Ingress, Egress]
              ingress:
              - from:
                - podSelector:
                    matchLabels: {app: app-\(application + 1)}
                ports:
                - {port: \(8_080 + version)}
              egress:
              - to:
                - namespaceSelector:
                    matchLabels: {team: team-0}

            """
        case .scaling:
            """
            spec:
              scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: \(name)}
              minReplicas: 2
              maxReplicas: \(6 + version)
              metrics:
              - type: Resource
                resource:
                  name: cpu
                  target: {type: Utilization, averageUtilization: 70}

            """
        case .disruption: "spec:\n  minAvailable: 1\n  selector:\n    matchLabels: {app: \(name)}\n"
        case .ingress:
            """
            spec:
              ingressClassName: nginx
              tls:
              - hosts: [\(name).example.com]
                secretName: \(name)-tls
              rules:
              - host: \(name).example.com
                http:
                  paths:
                  - path: /v\(version)
                    pathType: Prefix
                    backend:
                      service:
                        name: \(name)
                        port: {name: http}

            """
        }
    }

    private func deployment(_ name: String, _ application: Int, _ version: Int?) -> String {
        let isCareless = application % 7 == 0 || version == nil
        let security =
            isCareless
            ? ""
            : """

                    securityContext:
                      allowPrivilegeEscalation: false
                      readOnlyRootFilesystem: true
                      capabilities: {drop: [ALL]}
            """
        return """
            spec:
              replicas: \(2 + (version ?? 0) % 3)
              selector:
                matchLabels: {app: \(name)}
              template:
                metadata:
                  labels: {app: \(name)}
                spec:
                  serviceAccountName: \(name)
                  automountServiceAccountToken: false
                  securityContext:
                    runAsNonRoot: true
                    runAsUser: 10001
                    seccompProfile: {type: RuntimeDefault}
                  containers:
                  - name: main
                    image: registry.example.com/\(name):\(version.map { "1.\($0).0" } ?? "latest")
                    ports:
                    - {name: http, containerPort: 8080}
                    env:
                    - name: LOG_LEVEL
                      valueFrom:
                        configMapKeyRef: {name: \(name), key: log-level}
                    resources:
                      requests: {cpu: 100m, memory: 128Mi}
                      limits: {memory: 256Mi}
                    readinessProbe:
                      httpGet: {path: /ready, port: http}
                    livenessProbe:
                      httpGet: {path: /live, port: http}\(security)
                    volumeMounts:
                    - {name: scratch, mountPath: /tmp}
                  volumes:
                  - name: scratch
                    emptyDir: {}

            """
    }

    private func role(_ application: Int, _ version: Int) -> String {
        let verbs = version % 2 == 0 ? "get, list, watch" : "get, list, watch, update"
        let secrets = application % 7 == 0 ? "\n- {apiGroups: [\"\"], resources: [secrets], verbs: [get, list]}" : ""
        return """
            rules:
            - {apiGroups: [""], resources: [configmaps, endpoints], verbs: [\(verbs)]}
            - {apiGroups: [coordination.k8s.io], resources: [leases], verbs: [get, create, update]}\(secrets)

            """
    }
}
