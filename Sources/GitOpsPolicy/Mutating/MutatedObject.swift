import GitOpsDiff
import GitOpsManifest
import GitOpsSchema

/// An object on its way through mutating policies: as the server has it, which is what expressions see, and as it is
/// written, which gets the changes and none of the server's defaults.
struct MutatedObject {
    private(set) var written: Node
    private(set) var stored: Node
    /// How many more values patches may pass, of all mutations together.
    var remainingSteps: Int
    /// What expressions saw last, where the server sets fields that they read.
    private var judged: (kind: GroupVersionKind, stored: Node, node: Node)?
    private let identity: ObjectIdentity
    private let simulation: AdmissionSimulation

    private var limits: MutationLimits { simulation.options.mutationLimits }

    init(of request: AdmissionRequest, written: Node, stored: Node, simulation: AdmissionSimulation) {
        self.written = written
        self.stored = stored
        self.simulation = simulation
        identity = ObjectIdentity(of: request, written: written, stored: stored, schema: simulation.schema)
        remainingSteps = simulation.options.mutationLimits.passedValues
    }

    /// The object in the version that a policy matched.
    func seen(as kind: GroupVersionKind, _ conversion: ServedResource.Conversion?) -> Node {
        conversion == nil ? stored : stored.settingVersion(kind.apiVersion) ?? stored
    }

    /// The object as expressions see it: with what the server sets in a request, which no mutation changes.
    mutating func judged(as matched: MatchedRequest, setting request: AdmissionRequest?) -> Node {
        guard let request else { return seen(as: matched.kind, matched.conversion) }
        if let judged, judged.kind == matched.kind, judged.stored.storage === stored.storage { return judged.node }
        let seen = seen(as: matched.kind, matched.conversion)
        let node = PreparedRequest.Objects(new: seen, old: nil).withSystemFields(request, .mutating).new ?? seen
        judged = (matched.kind, stored, node)
        return node
    }

    /// Merges the value of an `ApplyConfiguration` expression into the object that a policy saw.
    func applying(_ configuration: Document, to seen: Node) throws(MutationFailure) -> Node {
        let apply = ServerSideApply(schema: simulation.schema)
        do throws(ServerSideApplyError) {
            return try apply.merge(configuration.root, into: seen).root
        } catch {
            switch error {
            case .atomicValues:
                throw MutationFailure("error applying patch: invalid ApplyConfiguration: \(error)")
            default:
                throw MutationFailure("error applying patch: failed to convert patch object to typed object: \(error)")
            }
        }
    }

    /// Takes on what a mutation made of the object that its policy saw, with the server's defaults; gives the change of
    /// the written object, `nil` for none.
    ///
    /// Source: `dispatchOne` in `k8s.io/apiserver/pkg/admission/plugin/policy/mutating/dispatcher.go`.
    mutating func take(_ result: Node, of seen: Node, from patchType: MutatingAdmissionPolicy.PatchType)
        throws(MutationFailure) -> JSONPatch?
    {
        if result == seen { return nil }
        try check(result, after: seen, patchType)
        try identity.check(result, after: seen)
        var after = result
        if let own = stored["apiVersion"]?.string, !(result["apiVersion"]?.string ?? "").hasSameBytes(as: own) {
            after = result.settingVersion(own) ?? result
        }
        let before = written
        let changed: Document
        do throws(DocumentBuilderError) {
            changed = try TransferredChange.document(from: stored, to: after, of: before)
        } catch {
            throw MutationFailure(error, of: "the patched object")
        }
        let size = JSONWriter().bytes(changed.root).count
        guard size <= limits.objectBytes else {
            throw MutationFailure(
                ownLimit:
                    "the object would have \(size) bytes, and at most \(limits.objectBytes) are allowed; let the "
                    + "policy add less, or raise objectBytes")
        }
        if simulation.options.appliesDefaults {
            let form = StoredForm(schema: simulation.schema, keepsServerFields: true)
            after = (try? form.document(of: after))?.root ?? after
        }
        // What was taken away may have come back as a default.
        if after == stored, changed.root == before { return nil }
        written = changed.root
        stored = after
        return JSONPatch(from: before, to: changed.root)
    }

    /// Takes back what the server does not take from mutations, after all of them.
    mutating func finish() {
        written = identity.restoring(in: written, from: identity.written)
        stored = identity.restoring(in: stored, from: identity.stored)
    }

    /// What the server could not read back: built-in kinds have types, and the result of a patch is read strictly.
    private func check(
        _ result: Node, after seen: Node, _ patchType: MutatingAdmissionPolicy.PatchType
    ) throws(MutationFailure) {
        let isPatch = patchType == .jsonPatch
        guard result.kind == .object, result["kind"] == seen["kind"], result["apiVersion"] == seen["apiVersion"] else {
            throw MutationFailure(
                "Internal error occurred: the patch changes apiVersion or kind; leave them as they are",
                refusal: .internalError)
        }
        guard let resource = simulation.schema.resource(of: result), resource.custom == nil else { return }
        let validator = SchemaValidator(schema: simulation.schema)
        let known = Set((validator.validate(seen) ?? []).map(\.description))
        for violation in validator.validate(result) ?? [] where !known.contains(violation.description) {
            switch violation.problem {
            case .wrongType, .malformed, .outOfRange: break
            case .unknownField: if !isPatch { continue }
            default: continue
            }
            throw MutationFailure(
                isPatch ? "Internal error occurred: the patched object cannot be read: \(violation)" : "\(violation)",
                refusal: isPatch ? .internalError : nil)
        }
    }
}
