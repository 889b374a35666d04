import GitOpsManifest

/// Who breaks a check in a pod, and with what. Nothing is allocated as long as nobody does.
struct PodOffences {
    let pod: PodTemplate
    /// The pod itself breaks it.
    private var isPodBad = false
    private var containers: [Int] = []
    /// The offending values.
    var values = PodTexts()
    /// The nodes that decide.
    private var nodes: [Int] = []

    init(_ pod: PodTemplate) { self.pod = pod }

    var isEmpty: Bool { !isPodBad && containers.isEmpty }

    mutating func addPod(_ node: Int) {
        isPodBad = true
        nodes.append(node)
    }

    /// Notes a container, once however often it offends.
    mutating func add(_ container: Int, _ node: Int) {
        if containers.last != container { containers.append(container) }
        nodes.append(node)
    }

    /// `container "a"`, `containers "a", "b"`: names in the order of the pod, each as often as it comes.
    var containerList: String { Self.list("container", containers.map { pod.text(pod.value($0, pod.fields.name)) }) }

    var containerCount: Int { containers.count }

    /// `pod`, `container "a"`, `pod and containers "a", "b"`.
    var setters: String {
        ((isPodBad ? ["pod"] : []) + (containers.isEmpty ? [] : [containerList])).joined(separator: " and ")
    }

    /// Names of the containers without repetitions, sorted.
    var containerNames: PodTexts {
        var names = PodTexts()
        for container in containers { names.insert(pod.text(pod.value(container, pod.fields.name))) }
        return names
    }

    func violation(_ check: PodSecurityCheck, _ reason: String, _ detail: String) -> PodSecurityViolation {
        PodSecurityViolation(check, reason, detail, nodes, in: pod)
    }

    /// `volume "a"`, `volumes "a", "b"`.
    static func list(_ noun: String, _ names: [String]) -> String {
        "\(noun)\(names.count == 1 ? "" : "s") \(PodTexts.quoted(names))"
    }
}

/// Texts without repetitions, in the order of their bytes when they are listed.
struct PodTexts {
    private var texts: [String] = []

    var count: Int { texts.count }
    var isEmpty: Bool { texts.isEmpty }

    mutating func insert(_ text: String) {
        if !texts.contains(where: { $0.hasSameBytes(as: text) }) { texts.append(text) }
    }

    var sorted: [String] { texts.sorted { $0.precedesByBytes($1) } }

    /// `"a", "b"`; nothing is escaped, as the server does not.
    var quoted: String { Self.quoted(sorted) }

    static func quoted(_ texts: [String]) -> String { texts.map { "\"\($0)\"" }.joined(separator: ", ") }
}
