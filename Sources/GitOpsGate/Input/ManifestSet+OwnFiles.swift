import GitOpsManifest
import GitOpsPolicy

extension ManifestSet {
    /// The set in which the gate's own objects are no resources: what a gate is told by a file is applied to no cluster.
    ///
    /// Statements about access and commit policies have no kind, and are no resources anyway. A kind of the same groups that the
    /// gate does not have stays what it is, unknown: it may be misspelled. Complexity: O(manifests).
    func withoutOwnObjects() -> ManifestSet {
        guard manifests.contains(where: \.isOfTheGate) || unreadable.contains(where: \.isConfiguration) else {
            return self
        }
        let objects = manifests.filter(\.isOfTheGate).map { manifest in
            ManifestError.own(manifest.origin, manifest.position, manifest.root.contentHash)
        }
        let configurations = unreadable.filter(\.isConfiguration).map { entry in
            ManifestError.own(entry.origin, entry.position, entry.contentHash)
        }
        return ManifestSet(
            manifests.filter { !$0.isOfTheGate },
            unreadable: unreadable.filter { !$0.isConfiguration } + nonResources + configurations + objects,
            sourceCount: sourceCount, hiddenPaths: hiddenPaths)
    }

    /// The set in which files and folders that the gate reads by their names are not told to be hidden.
    func withoutHidden(_ paths: [String]) -> ManifestSet {
        let named = Set(paths.map { ExactText(Self.withoutTrailingSlash($0)) })
        guard hiddenPaths.contains(where: { named.contains(ExactText($0)) }) else { return self }
        return ManifestSet(
            manifests, unreadable: unreadable + nonResources, sourceCount: sourceCount,
            hiddenPaths: hiddenPaths.filter { !named.contains(ExactText($0)) })
    }

    private static func withoutTrailingSlash(_ path: String) -> String {
        path.utf8.last == UInt8(ascii: "/") ? String(Substring(path.utf8.dropLast())) : path
    }
}

extension ManifestError {
    /// Whether this is the gate's configuration, which has no name and so is no object.
    fileprivate var isConfiguration: Bool {
        guard case .manifest = problem else { return false }
        return origin.path.hasSameBytes(as: GateConfiguration.fileName)
    }

    fileprivate static func own(_ origin: Origin, _ position: SourcePosition?, _ contentHash: UInt64?) -> Self {
        var entry = ManifestError(
            origin: origin, position: position, problem: .notAResource("what the gate is told"))
        entry.contentHash = contentHash
        return entry
    }
}

extension Manifest {
    fileprivate var isOfTheGate: Bool {
        switch id.kind {
        case GateConfigurationSchema.kind: id.group == GateConfigurationSchema.group
        case PolicyException.kind: id.group == ResourceID.group(ofAPIVersion: PolicyException.apiVersion)
        default: false
        }
    }
}
