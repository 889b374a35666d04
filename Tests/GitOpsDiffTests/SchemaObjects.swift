import GitOpsManifest
import GitOpsSchema
import GitOpsTestSupport

/// Random objects of a kind, made from its schema: any subset of fields, values of the right format.
struct SchemaObjects {
    var generator: SeededGenerator
    private var budget = 0

    init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

    static let kinds = [
        "v1 Pod", "v1 Service", "v1 ConfigMap", "v1 Secret", "v1 PersistentVolumeClaim", "v1 ServiceAccount",
        "v1 ReplicationController", "v1 LimitRange", "v1 ResourceQuota", "v1 Namespace", "apps/v1 Deployment",
        "apps/v1 StatefulSet", "apps/v1 DaemonSet", "apps/v1 ReplicaSet", "batch/v1 Job", "batch/v1 CronJob",
        "networking.k8s.io/v1 Ingress", "networking.k8s.io/v1 NetworkPolicy", "policy/v1 PodDisruptionBudget",
        "autoscaling/v2 HorizontalPodAutoscaler", "rbac.authorization.k8s.io/v1 ClusterRole",
        "rbac.authorization.k8s.io/v1 RoleBinding", "storage.k8s.io/v1 StorageClass", "storage.k8s.io/v1 CSIDriver",
        "admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration",
        "admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy", "discovery.k8s.io/v1 EndpointSlice",
        "coordination.k8s.io/v1 Lease", "scheduling.k8s.io/v1 PriorityClass",
    ]

    mutating func object() throws -> Node {
        let kind = Self.kinds.randomElement(using: &generator) ?? "v1 Pod"
        let parts = kind.split(separator: " ").map(String.init)
        var builder = DocumentBuilder()
        builder.beginObject()
        builder.key("apiVersion")
        builder.append(parts[0])
        builder.key("kind")
        builder.append(parts[1])
        budget = Int.random(in: 5...60, using: &generator)
        let type = Schema.kubernetes.type(apiVersion: parts[0], kind: parts[1])
        appendFields(type, skipping: ["apiVersion", "kind", "status"], depth: 0, &builder)
        builder.end()
        return try builder.finish().root
    }

    private mutating func appendFields(
        _ type: TypeRef?, skipping: Set<String>, depth: Int, _ builder: inout DocumentBuilder
    ) {
        let fields = type.map { Array($0.fields) } ?? []
        for field in fields.shuffled(using: &generator) where !skipping.contains(field.name.text) {
            let isWanted = field.isRequired || depth < 2 || Int.random(in: 0..<4, using: &generator) == 0
            guard isWanted, budget > 0, depth < 9, !Self.skipped.contains(field.name.text) else { continue }
            budget -= 1
            builder.key(field.name.text)
            append(field.type, depth: depth + 1, &builder)
        }
    }

    /// The server's own records; and fields whose meaning is in others.
    private static let skipped: Set<String> = [
        "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation", "managedFields",
        "resourceVersion", "selfLink", "uid", "serviceAccount", "serviceAccountName", "stringData",
    ]

    private mutating func append(_ type: TypeRef, depth: Int, _ builder: inout DocumentBuilder) {
        switch type.kind {
        case .untyped, .builtIn: builder.append(word())
        case .scalar: append(type.scalar, &builder)
        case .object:
            builder.beginObject()
            appendFields(type, skipping: ["status"], depth: depth, &builder)
            builder.end()
        case .map:
            builder.beginObject()
            for index in 0..<Int.random(in: 0...3, using: &generator) {
                builder.key("key-\(index)")
                append(type.value, depth: depth + 1, &builder)
            }
            builder.end()
        case .list:
            builder.beginArray()
            for index in 0..<Int.random(in: 0...2, using: &generator) { appendItem(type, index, depth, &builder) }
            builder.end()
        }
    }

    /// Elements of sets and keyed lists are different ones.
    private mutating func appendItem(_ type: TypeRef, _ index: Int, _ depth: Int, _ builder: inout DocumentBuilder) {
        guard type.listKind != .atomic else { return append(type.element, depth: depth + 1, &builder) }
        guard type.element.kind == .object else { return builder.append("item-\(index)") }
        builder.beginObject()
        var keys: Set<String> = ["status"]
        for position in 0..<type.mapKeyCount {
            let name = type.mapKey(position).text
            keys.insert(name)
            builder.key(name)
            if type.element.field(named: name)?.type.scalar == .int32 {
                builder.append(Int64(8_000 + index))
            } else {
                builder.append("key-\(index)")
            }
        }
        appendFields(type.element, skipping: keys, depth: depth + 1, &builder)
        builder.end()
    }

    private mutating func append(_ format: ScalarFormat, _ builder: inout DocumentBuilder) {
        switch format {
        case .string: builder.append(word())
        case .boolean: builder.append(Bool.random(using: &generator))
        case .integer, .int32, .int64: builder.append(Int64.random(in: 0...3, using: &generator))
        case .number: builder.append(0.5)
        case .quantity:
            builder.append(["1", "1000m", "0.5", "2Gi", "1024Mi", "1500m"].randomElement(using: &generator) ?? "1")
        case .intOrString:
            if Bool.random(using: &generator) { builder.append(Int64(80)) } else { builder.append("25%") }
        case .duration: builder.append("1h")
        case .time: builder.append("2024-05-01T12:00:00Z")
        case .microTime: builder.append("2024-05-01T12:00:00.000000Z")
        case .bytes: builder.append("aGVsbG8=")
        }
    }

    private mutating func word() -> String {
        ["web", "", "latest", "RollingUpdate", "ClusterIP", "TCP", "nginx:1.27"].randomElement(using: &generator) ?? ""
    }
}
