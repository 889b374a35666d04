public import GitOpsManifest

/// A valid document that is no resource and differs between two sets.
///
/// It may still change what reaches a cluster: the values of a chart, a patch of kustomize, a file that hides others.
public struct OtherChange: Sendable, Hashable {
    /// The document, in the newer set where it has one.
    public let entry: ManifestError
    /// What happened to it.
    public let kind: Kind

    /// What happened to a document.
    public enum Kind: String, Sendable, Hashable {
        case added, removed, changed
    }

    /// Pairs the documents of a file in their order. Complexity: O(documents).
    static func all(base: [ManifestError], head: [ManifestError]) -> [OtherChange] {
        let old = Dictionary(grouping: base, by: \.origin.path)
        let new = Dictionary(grouping: head, by: \.origin.path)
        var changes: [OtherChange] = []
        for path in Set(old.keys).union(new.keys).sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            let before = old[path] ?? []
            let after = new[path] ?? []
            let isSame = zip(before, after).map { $0.contentHash != nil && $0.contentHash == $1.contentHash }
            for (index, entry) in after.enumerated() {
                if index >= before.count {
                    changes.append(OtherChange(entry: entry, kind: .added))
                } else if !isSame[index] {
                    changes.append(OtherChange(entry: entry, kind: .changed))
                }
            }
            changes += before.dropFirst(after.count).map { OtherChange(entry: $0, kind: .removed) }
        }
        return changes
    }
}

extension OtherChange: CustomStringConvertible {
    /// `changed: values.yaml: not a Kubernetes resource: no apiVersion and no kind`.
    public var description: String { "\(kind.rawValue): \(entry)" }
}
