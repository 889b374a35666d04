import GitOpsManifest

/// The kinds that describe pods.
///
/// Source: `defaultPodSpecResources` of pod-security-admission, `admission/admission.go`.
enum PodTemplateKind: CaseIterable {
    case pod, podTemplate, replicationController
    case replicaSet, deployment, statefulSet, daemonSet
    case job, cronJob

    /// Group, kind and resource.
    var names: (group: StaticString, kind: StaticString, resource: StaticString) {
        switch self {
        case .pod: ("", "Pod", "pods")
        case .podTemplate: ("", "PodTemplate", "podtemplates")
        case .replicationController: ("", "ReplicationController", "replicationcontrollers")
        case .replicaSet: ("apps", "ReplicaSet", "replicasets")
        case .deployment: ("apps", "Deployment", "deployments")
        case .statefulSet: ("apps", "StatefulSet", "statefulsets")
        case .daemonSet: ("apps", "DaemonSet", "daemonsets")
        case .job: ("batch", "Job", "jobs")
        case .cronJob: ("batch", "CronJob", "cronjobs")
        }
    }

    /// What the whole object looks like.
    var shape: PodObject {
        switch self {
        case .pod: .template
        case .podTemplate: .workloadSpec
        case .cronJob: .cronJob
        default: .workload
        }
    }

    /// The fields from the object to the one with the pod's `metadata` and `spec`.
    func path(_ fields: PodFieldNames) -> PodTemplatePath {
        switch self {
        case .pod: PodTemplatePath()
        case .podTemplate: PodTemplatePath(fields.template)
        case .cronJob: PodTemplatePath(fields.spec, fields.jobTemplate, fields.spec, fields.template)
        default: PodTemplatePath(fields.spec, fields.template)
        }
    }

    /// The kind that an object says it has.
    static func of(_ object: Node) -> PodTemplateKind? {
        let storage = object.storage
        let fields = PodFieldNames.all
        guard let kind = storage.presentMember(object.index, fields.kind), storage.record(kind).kind == .string,
            let apiVersion = storage.presentMember(object.index, fields.apiVersion),
            storage.record(apiVersion).kind == .string
        else { return nil }
        let version = storage.bytes(storage.record(apiVersion))
        let group = version.prefix(version.firstIndex(of: UInt8(ascii: "/")) ?? 0)
        let text = storage.bytes(storage.record(kind))
        return allCases.first { candidate in
            let names = candidate.names
            return names.kind.hasBytes(text[...]) && names.group.hasBytes(group)
        }
    }
}

/// Up to four fields, without an array.
struct PodTemplatePath: Sequence, IteratorProtocol {
    private var steps: (Symbol, Symbol, Symbol, Symbol)

    init(
        _ first: Symbol = .none, _ second: Symbol = .none, _ third: Symbol = .none, _ fourth: Symbol = .none
    ) {
        steps = (first, second, third, fourth)
    }

    mutating func next() -> Symbol? {
        guard steps.0 != .none else { return nil }
        defer { steps = (steps.1, steps.2, steps.3, .none) }
        return steps.0
    }
}

extension StaticString {
    /// Whether the text has these bytes.
    @inline(__always)
    func hasBytes(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount).elementsEqual(bytes)
    }
}
