import CGitOpsSchema

/// Which API versions of the built-in kinds a version of Kubernetes serves.
///
/// ```swift
/// let old = GroupVersionKind(apiVersion: "batch/v1beta1", kind: "CronJob")
/// APIVersions.status(of: old, minor: 25)  // .removed(in: 25, replacement: batch/v1 CronJob)
/// ```
///
/// Versions of Kubernetes are minor versions of 1: 25 is Kubernetes 1.25. What changed before 1.16 is not told. Sources: the
/// deprecated API migration guide (kubernetes.io/docs/reference/using-api/deprecation-guide) and the lifecycle markers of
/// `k8s.io/api`; the table is `Facts/versions.facts`.
public enum APIVersions {
    /// The newest minor version the table was written for; what it says about later ones is what is announced.
    public static let newestMinor = 36

    /// What a minor version of Kubernetes 1 does with a kind. Complexity: O(1) expected.
    public static func status(of kind: GroupVersionKind, minor: Int) -> APIVersionStatus {
        guard let record = record(of: kind) else {
            return BuiltInKinds.type(kind) == nil ? .unknown : .served
        }
        if record.introduced > minor { return .notYetServed(since: Int(record.introduced)) }
        let removed = record.removed == 0 ? nil : Int(record.removed)
        let replacement = replacement(of: kind, record, minor: minor)
        if let removed, removed <= minor { return .removed(in: removed, replacement: replacement) }
        if record.deprecated > 0, record.deprecated <= minor {
            return .deprecated(since: Int(record.deprecated), removedIn: removed, replacement: replacement)
        }
        return .served
    }

    /// The kinds that a minor version still serves and that are gone at a later one, ordered by removal: what an upgrade
    /// takes away.
    public static func removals(after minor: Int, through later: Int) -> [(kind: GroupVersionKind, removedIn: Int)] {
        records.filter { $0.removed > minor && $0.removed <= later }
            .map { (kind($0), Int($0.removed)) }
            .sorted { ($0.removedIn, $0.kind.description) < ($1.removedIn, $1.kind.description) }
    }
}

/// What a version of Kubernetes does with an API version of a kind.
public enum APIVersionStatus: Sendable, Hashable {
    /// Objects of this version are accepted.
    case served
    /// Accepted from this minor version on.
    case notYetServed(since: Int)
    /// Accepted with a warning; `removedIn` may lie ahead and is announced only.
    case deprecated(since: Int, removedIn: Int?, replacement: GroupVersionKind?)
    /// Refused since this minor version.
    case removed(in: Int, replacement: GroupVersionKind?)
    /// No built-in kind: a custom resource, or a wrong name.
    case unknown

    /// Whether objects of this version are accepted; `nil` when that is not known.
    public var isServed: Bool? {
        switch self {
        case .served, .deprecated: true
        case .notYetServed, .removed: false
        case .unknown: nil
        }
    }
}

// MARK: The table

extension APIVersions {
    private static var records: UnsafeBufferPointer<gitops_schema_deprecation> {
        let tables = SchemaTables.builtIn.pointee
        return UnsafeBufferPointer(start: tables.deprecations, count: Int(tables.deprecation_count))
    }

    /// Where the record of a kind is; of several the first counts.
    private static let positions: [GroupVersionKind: Int] = Dictionary(
        records.indices.map { (kind(records[$0]), $0) }, uniquingKeysWith: { first, _ in first })

    private static func record(of kind: GroupVersionKind) -> gitops_schema_deprecation? {
        positions[kind].map { records[$0] }
    }

    private static func kind(_ record: gitops_schema_deprecation) -> GroupVersionKind {
        GroupVersionKind(group: text(record.group), version: text(record.version), kind: text(record.kind))
    }

    /// The kind to use instead: where the next one is gone as well, the one behind it.
    private static func replacement(
        of kind: GroupVersionKind, _ record: gitops_schema_deprecation, minor: Int
    ) -> GroupVersionKind? {
        var record = record
        var name = kind.kind
        // As many steps as there are versions of a kind; a circle in the table ends here too.
        for _ in 0..<8 {
            guard !text(record.new_version).isEmpty else { return nil }
            if !text(record.new_kind).isEmpty { name = text(record.new_kind) }
            let next = GroupVersionKind(
                group: text(record.new_group), version: text(record.new_version), kind: name)
            guard let further = self.record(of: next), further.removed > 0, further.removed <= minor else {
                return next
            }
            record = further
        }
        return nil
    }

    private static func text(_ offset: UInt16) -> String {
        String(cString: SchemaTables.builtIn.pointee.text + Int(offset))
    }
}
