import GitOpsManifest
import GitOpsRepository
import GitOpsTrust

/// A value of a column of an audit trail.
enum AuditValue {
    case text(String)
    case integer(Int)
    case boolean(Bool)
    case list([String])
    case none
}

/// The columns of an audit trail, in the order in which they are written. Adding one is a line in each table.
enum AuditColumns {
    static let names = [
        "kind", "records", "commit", "parents", "author", "authorEmail", "authored", "committer", "committerEmail",
        "committed", "message", "merge", "mergedBy", "signature", "signer", "policy", "policyReason", "change", "group",
        "resourceKind", "namespace", "name", "file", "document", "previousFile", "content", "fields", "mayBeOlder",
    ]

    /// The first line: what the trail is about, and how many records follow.
    ///
    /// Of the policy it has the verdict on the whole, and what was found about the history and the tags, which is about
    /// no single commit.
    static func trail(_ trail: AuditTrail) -> [AuditValue] {
        var values = [AuditValue](repeating: .none, count: names.count)
        set("kind", .text("trail"), &values)
        set("records", .integer(trail.records.count), &values)
        set("commit", .text("\(trail.head)"), &values)
        set("parents", .list(trail.base.map { ["\($0)"] } ?? []), &values)
        set("mayBeOlder", .boolean(trail.isPartial), &values)
        if let policy = trail.policy {
            set("policy", .text(policy.outcome.rawValue), &values)
            let tags = policy.tags.flatMap { tag in tag.findings.map { "tag \(tag.tag.name): \($0.reason.rawValue)" } }
            let reasons = policy.history.map(\.reason.rawValue) + tags
            if !reasons.isEmpty { set("policyReason", .text(reasons.joined(separator: "; ")), &values) }
        }
        return values
    }

    static func values(_ record: AuditRecord) -> [AuditValue] {
        let commit = record.commit
        let (merge, mergedBy) = record.merge.values
        return [
            .text(record.entry == nil ? "commit" : "change"), .none, .text("\(commit.id)"),
            .list(commit.parents.map { "\($0)" }), .text(commit.author.name), .text(commit.author.email),
            .text(time(commit.author)), .text(commit.committer.name), .text(commit.committer.email),
            .text(time(commit.committer)), .text(commit.subject), .text(merge), mergedBy,
            .text(record.signature?.code ?? "malformed"), signer(record.signature),
            record.policy.map { .text($0.outcome.rawValue) } ?? .none,
            record.policy.map { .text($0.reason.rawValue) } ?? .none,
        ] + values(record.entry, record.fields)
    }

    private static func values(_ entry: HistoryEntry?, _ fields: [FieldDifference]) -> [AuditValue] {
        guard let entry else { return [AuditValue](repeating: .none, count: 11) }
        var id: ResourceID?
        if case .resource(let resource) = entry.subject { id = resource }
        let previous = entry.comparedWith.flatMap { $0.path.hasSameBytes(as: entry.place.path) ? nil : $0.path }
        return [
            .text(entry.change.rawValue), id.map { .text($0.group) } ?? .none, .text(kind(entry.subject)),
            id?.namespace.map { .text($0) } ?? .none, id.map { .text($0.name) } ?? .none, .text(entry.place.path),
            .integer(entry.place.documentIndex), previous.map { .text($0) } ?? .none,
            content(entry, id), .list(fields.map(text)),
            .boolean(entry.mayBeOlder),
        ]
    }

    /// The hash of a value that may be a password lets it be guessed.
    private static func content(_ entry: HistoryEntry, _ id: ResourceID?) -> AuditValue {
        guard let id, !id.isSecret else { return .none }
        return .text("\(entry.place.contentHash)")
    }

    private static func kind(_ subject: HistorySubject) -> String {
        switch subject {
        case .resource(let id): id.kind
        case .other: "(no resource)"
        case .unreadable: "(cannot be read)"
        }
    }

    private static func text(_ field: FieldDifference) -> String { "\(field.change.rawValue) \(field.path)" }

    private static func time(_ person: CommitInfo.Signature) -> String {
        Timestamp(seconds: person.seconds).description
    }

    private static func signer(_ signature: SignatureVerification?) -> AuditValue {
        switch signature {
        case .valid(let signer), .expired(_, let signer), .revoked(let signer): .text("\(signer)")
        case .unknownKey(let key): .text("\(key)")
        case .invalid, .unsupported, .unsigned, nil: .none
        }
    }

    private static func set(_ name: String, _ value: AuditValue, _ values: inout [AuditValue]) {
        if let position = names.firstIndex(of: name) { values[position] = value }
    }
}

extension AuditRecord.Merge {
    fileprivate var values: (text: String, mergedBy: AuditValue) {
        switch self {
        case .direct: ("direct", .none)
        case .merge: ("merge", .none)
        case .branch(let merge): ("branch", .text("\(merge)"))
        case .unknown: ("unknown", .none)
        }
    }
}
