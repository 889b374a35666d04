public import GitOpsManifest
import GitOpsSchema

/// Why it cannot be said what an apply makes of an object.
public enum ApplyError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The server would refuse the apply.
    case refused(String)
    /// The result would be nested too deeply.
    case tooDeep

    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .refused(let reason): reason
        case .tooDeep: "the result has more than \(ReadingLimits.maximumDepth) levels; flatten the object"
        }
    }
}

extension ThreeWayDiff {
    /// The live object after the desired state was applied in the way of `mode`, as the server stores it. In the mode
    /// `twoWay` the managed fields name a manager of their own.
    ///
    /// - Throws: `ApplyError` when the server would refuse it.
    /// - Complexity: O(size of both states).
    public func applied(lastApplied: Node? = nil, desired: Node, live: Node) throws(ApplyError) -> Node {
        let manager: String? =
            switch mode {
            case .serverSideApply(let manager): manager
            // Nobody's fields are removed: as a manager does it that has applied nothing before.
            case .twoWay: "gitops-two-way"
            case .clientSideApply, .jsonMerge: nil
            }
        if let manager {
            do throws(ServerSideApplyError) {
                let apply = ServerSideApply(schema: schema, toleratesUnknownFields: true)
                if case .applied(let object, _) = try apply.apply(desired, to: live, as: manager, force: true) {
                    return object.root
                }
                return live
            } catch {
                throw .refused("\(error)")
            }
        }
        var original = desired
        if let applied = lastApplied ?? LastApplied.document(of: live)?.root {
            original = applied
        }
        let patched = try patched(original, desired, live)
        do throws(DocumentBuilderError) {
            return try StoredForm(schema: schema, keepsServerFields: true).document(of: patched).root
        } catch {
            throw .tooDeep
        }
    }

    private func patched(_ original: Node, _ desired: Node, _ live: Node) throws(ApplyError) -> Node {
        do {
            guard mode != .jsonMerge, let type = Schema.builtInType(of: desired) else {
                let patch = try MergePatch(original: original, modified: desired, current: live)
                return try patch.apply(to: live).root
            }
            let patch = try StrategicMergePatch(
                original: original, modified: desired, current: live, type: type, overwrite: true)
            return try patch.apply(to: live, type: type).root
        } catch {
            throw .refused("\(error)")
        }
    }
}
