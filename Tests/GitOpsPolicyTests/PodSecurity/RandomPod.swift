import GitOpsTestSupport

/// Pods of random fields as JSON.
struct RandomPod {
    var generator: SeededGenerator
    private var isHostile = false

    init(_ generator: SeededGenerator) { self.generator = generator }

    mutating func json(hostile: Bool = false, windows: Bool = false) -> String {
        isHostile = hostile
        let containers = list(1...3) { $0.container() }
        let initial = list(0...1) { $0.container() }
        let volumes = list(0...2) { $0.volume() }
        let annotations = object([
            ("container.apparmor.security.beta.kubernetes.io/a", 0.1, ["\"unconfined\"", "\"\""]),
            ("seccomp.security.alpha.kubernetes.io/pod", 0.1, ["\"unconfined\"", "\"runtime/default\""]),
        ])
        let context = podContext()
        let spec = object([
            ("containers", 1, [containers]), ("initContainers", 0.3, [initial]), ("volumes", 0.5, [volumes]),
            ("securityContext", 0.9, [context]), ("hostPID", 0.1, ["true", "false"]),
            ("hostNetwork", 0.1, ["true", "false"]), ("hostUsers", 0.3, ["true", "false"]),
            ("os", windows ? 1 : 0.1, [windows ? #"{"name":"windows"}"# : #"{"name":"linux"}"#]),
        ])
        return #"{"apiVersion":"v1","kind":"Pod","metadata":{"annotations":\#(annotations)},"spec":\#(spec)}"#
    }

    private mutating func container() -> String {
        let capabilities = object([
            ("add", 0.3, ["[\"NET_BIND_SERVICE\"]", "[\"CHOWN\"]", "[\"SYS_ADMIN\"]", "[null]"]),
            ("drop", 0.95, ["[\"ALL\"]", "[\"ALL\"]", "[\"ALL\"]", "[]"]),
        ])
        let context = object(
            shared(0.1) + [
                ("allowPrivilegeEscalation", 0.95, ["false", "false", "false", "false", "true"]),
                ("privileged", 0.1, ["true", "false"]), ("capabilities", 0.95, [capabilities]),
                ("procMount", 0.1, ["\"Default\"", "\"Unmasked\""]),
            ])
        return object([
            ("name", 1, ["\"a\"", "\"b\""]), ("securityContext", 0.97, [context]),
            ("ports", 0.1, [#"[{"hostPort":80}]"#, #"[{"containerPort":80}]"#]),
            ("livenessProbe", 0.1, [#"{"httpGet":{"host":"x"}}"#, #"{"httpGet":{}}"#]),
        ])
    }

    private mutating func podContext() -> String {
        object(
            shared(0.9) + [
                ("sysctls", 0.1, [#"[{"name":"net.ipv4.tcp_rmem"}]"#, #"[{"name":"kernel.msgmax"}]"#])
            ])
    }

    private func shared(_ weight: Double) -> [(String, Double, [String])] {
        [
            ("runAsNonRoot", weight, ["true", "true", "true", "false"]), ("runAsUser", 0.2, ["0", "1000"]),
            (
                "seccompProfile", weight,
                [#"{"type":"RuntimeDefault"}"#, #"{"type":"Localhost"}"#, #"{"type":"Unconfined"}"#]
            ),
            ("appArmorProfile", weight / 5, [#"{"type":"RuntimeDefault"}"#, #"{"type":"Unconfined"}"#]),
            ("seLinuxOptions", weight / 5, [#"{"type":"container_t"}"#, #"{"type":"container_engine_t"}"#, "{}"]),
            ("windowsOptions", weight / 9, [#"{"hostProcess":true}"#, "{}"]),
        ]
    }

    /// With one source at most: the server refuses volumes with two.
    private mutating func volume() -> String {
        let source = generator.pick(["emptyDir", "emptyDir", "secret", "configMap", "hostPath", "nfs"])
        return object([("name", 1, ["\"v\""]), (source, 0.9, ["{}"])])
    }

    private mutating func list(_ count: ClosedRange<Int>, _ item: (inout RandomPod) -> String) -> String {
        var items: [String] = []
        for _ in 0..<Int.random(in: count, using: &generator) { items.append(item(&self)) }
        return "[\(items.joined(separator: ","))]"
    }

    /// Each member with its probability and the values it may have.
    private mutating func object(_ members: [(name: String, probability: Double, values: [String])]) -> String {
        let other = ["1", "-0.5", "\"x\"", "true", "[]", "{}", "[[]]", "{\"a\":null}", "null", "1e400", "\"\""]
        var texts: [String] = []
        for member in members where Double.random(in: 0..<1, using: &generator) < member.probability {
            let isOdd = isHostile && Int.random(in: 0..<12, using: &generator) == 0
            texts.append("\"\(member.name)\":\(generator.pick(isOdd ? other : member.values))")
        }
        return "{\(texts.joined(separator: ","))}"
    }
}
