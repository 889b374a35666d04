import ManifestGenerator

/// Makes Deployments, Pods and the policies that judge them, always the same for the same seed.
///
/// The objects keep every rule, so that all validations of all policies are evaluated to their end.
public struct PolicyGenerator {
    private var random: SplitMix64

    /// A generator.
    public init(seed: UInt64) { random = SplitMix64(seed: seed) }

    // MARK: Objects

    /// A Deployment as YAML.
    public mutating func deployment(_ number: Int) -> String {
        let name = "app-\(number)"
        return """
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: \(name)
              namespace: team-\(below(40))
              labels:
                app: \(name)
                team: team-\(below(40))
                app.kubernetes.io/part-of: shop
              annotations:
                example.com/owner: owner-\(below(100))@example.com
            spec:
              replicas: \(1 + below(5))
              selector:
                matchLabels:
                  app: \(name)
              template:
                metadata:
                  labels:
                    app: \(name)
                spec:
            \(podSpec(indent: 6))

            """
    }

    /// A Pod as YAML.
    public mutating func pod(_ number: Int) -> String {
        """
        apiVersion: v1
        kind: Pod
        metadata:
          name: pod-\(number)
          namespace: team-\(below(40))
        spec:
        \(podSpec(indent: 2))

        """
    }

    /// What the restricted standard of Pod Security allows.
    private mutating func podSpec(indent: Int) -> String {
        var lines = [
            "serviceAccountName: account-\(below(50))", "automountServiceAccountToken: false",
            "securityContext:", "  runAsNonRoot: true", "  runAsUser: \(1_000 + below(100))",
            "  seccompProfile:", "    type: RuntimeDefault", "containers:",
        ]
        for index in 0...below(3) { lines += container(index) }
        lines += ["volumes:", "- name: temporary", "  emptyDir: {}", "- name: settings", "  configMap:"]
        lines.append("    name: settings-\(below(200))")
        let margin = String(repeating: " ", count: indent)
        return lines.map { margin + $0 }.joined(separator: "\n")
    }

    private mutating func container(_ index: Int) -> [String] {
        let port = 8_000 + below(1_000)
        var lines = [
            "- name: \(index == 0 ? "main" : "sidecar-\(index)")",
            "  image: registry.example.com/shop/part-\(below(300)):1.\(below(20)).\(below(10))",
            "  ports:", "  - name: port-\(index)", "    containerPort: \(port)", "  env:",
        ]
        for variable in 0..<2 + below(4) {
            lines += ["  - name: SETTING_\(variable)", "    value: \"value \(below(1_000))\""]
        }
        lines += [
            "  resources:", "    requests:", "      cpu: \(50 + below(200))m", "      memory: \(64 + below(200))Mi",
            "    limits:", "      cpu: \(300 + below(700))m", "      memory: \(300 + below(700))Mi",
            "  readinessProbe:", "    httpGet:", "      path: /ready", "      port: \(port)",
            "  securityContext:", "    allowPrivilegeEscalation: false", "    readOnlyRootFilesystem: true",
            "    capabilities:", "      drop: [ALL]",
            "  volumeMounts:", "  - name: temporary", "    mountPath: /tmp",
        ]
        return lines
    }

    // MARK: Policies

    /// A policy for Deployments and its binding, as YAML: the forms of expressions take turns, with constants of their own.
    public func policy(_ number: Int) -> String {
        let form = Self.forms[number % Self.forms.count]
        let text = form("\(number)", "object.spec.template.spec")
        return """
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicy
            metadata:
              name: rule-\(number)
            spec:
              failurePolicy: Fail
              matchConstraints:
                resourceRules:
                - apiGroups: [apps]
                  apiVersions: [v1]
                  operations: [CREATE, UPDATE]
                  resources: [deployments]
              validations:
              - expression: "\(text)"
                message: rule \(number) is broken
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicyBinding
            metadata:
              name: rule-\(number)
            spec:
              policyName: rule-\(number)
              validationActions: [Deny]
            ---

            """
    }

    /// A policy for Deployments whose binding chooses all parameters.
    public func policyWithParameters() -> String {
        """
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicy
        metadata:
          name: limits
        spec:
          paramKind: {apiVersion: v1, kind: ConfigMap}
          matchConstraints:
            resourceRules:
            - apiGroups: [apps]
              apiVersions: [v1]
              operations: [CREATE, UPDATE]
              resources: [deployments]
          validations:
          - expression: "object.spec.replicas <= int(params.data.most)"
        ---
        apiVersion: admissionregistration.k8s.io/v1
        kind: ValidatingAdmissionPolicyBinding
        metadata:
          name: limits
        spec:
          policyName: limits
          paramRef: {namespace: settings, selector: {}, parameterNotFoundAction: Deny}
          validationActions: [Deny]
        ---

        """
    }

    /// A ConfigMap that ``policyWithParameters()`` takes as a parameter.
    public func parameter(_ number: Int) -> String {
        """
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: limit-\(number)
          namespace: settings
        data:
          most: "\(100 + number)"

        """
    }

    /// Expressions with a number that makes each another one, over the pod of a workload.
    private static let forms: [@Sendable (_ number: String, _ pod: String) -> String] = [
        { number, _ in "object.spec.replicas <= 5\(number)" },
        { number, pod in
            "\(pod).containers.all(c, has(c.resources) && has(c.resources.limits) && c.name != 'x\(number)')"
        },
        { number, pod in "\(pod).containers.all(c, !c.image.endsWith(':latest\(number)'))" },
        { number, pod in "\(pod).containers.all(c, c.image.matches('^[a-z0-9./-]+(:[a-z0-9.\(number)-]+)?$'))" },
        { number, _ in "has(object.metadata.labels) && !('forbidden\(number)' in object.metadata.labels)" },
        { number, pod in
            "!has(\(pod).hostNetwork) || \(pod).hostNetwork == false || object.metadata.name == '\(number)'"
        },
        { number, pod in
            "\(pod).containers.all(c, !has(c.securityContext) || !has(c.securityContext.privileged) "
                + "|| c.securityContext.privileged == false || c.name == '\(number)')"
        },
        { number, pod in "\(pod).?volumes.orValue([]).all(v, !has(v.hostPath) || v.name == '\(number)')" },
        { number, pod in "\(pod).containers.exists_one(c, c.name == 'main') || size(\(pod).containers) > 1\(number)" },
        { number, pod in "\(pod).containers.all(c, c.?env.orValue([]).all(e, e.name != 'SECRET\(number)'))" },
    ]

    private mutating func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }
}
