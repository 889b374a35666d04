import GitOpsManifest

extension ObjectReader {
    mutating func readBinding(_ node: Node, isClusterBinding: Bool, defaultNamespace: NameID) {
        let storage = node.storage
        let identity = identity(node, isNamespaced: !isClusterBinding, defaultNamespace: defaultNamespace)
        guard let reference = roleReference(node) else { return }
        var binding = BindingRecord(
            manifest: currentManifest, namespace: identity.namespace, name: identity.name,
            isClusterBinding: isClusterBinding, refersToClusterRole: reference.isClusterRole, roleName: reference.name)
        binding.subjects.start = UInt32(truncatingIfNeeded: boundSubjects.count)
        if let index = member(storage, node.index, symbols.subjects) {
            let record = storage.record(index)
            if record.kind == .array {
                for child in record.children { readSubject(storage, child, of: binding) }
            } else {
                report(.wrongType(field: "subjects", expected: "a list"), at: index)
            }
        }
        binding.subjects.count = UInt32(truncatingIfNeeded: boundSubjects.count) - binding.subjects.start
        bindings.append(binding)
    }

    private mutating func roleReference(_ node: Node) -> (isClusterRole: Bool, name: NameID)? {
        let storage = node.storage
        guard let reference = member(storage, node.index, symbols.roleRef) else {
            let isPatch = member(storage, node.index, symbols.subjects) == nil
            report(isPatch ? .emptyBinding : .missing(field: "roleRef"), at: node.index)
            return nil
        }
        guard storage.record(reference).kind == .object else {
            report(.wrongType(field: "roleRef", expected: "an object"), at: reference)
            return nil
        }
        guard let name = name(storage, reference, symbols.name, "roleRef.name"), name != NameTable.empty else {
            report(.missing(field: "roleRef.name"), at: reference)
            return nil
        }
        guard let kind = member(storage, reference, symbols.kind) else {
            report(.missing(field: "roleRef.kind"), at: reference)
            return nil
        }
        checkGroup(storage, reference, "roleRef.apiGroup", Self.group)
        check(
            name, "roleRef.name", "the name of a role: not . or .., and without / and %", at: reference,
            isValid: Self.isPathSegment)
        if isText(storage, kind, "ClusterRole") { return (true, name) }
        if isText(storage, kind, "Role") { return (false, name) }
        report(.unknownKind(field: "roleRef.kind", kind: text(storage, kind)), at: kind)
        return nil
    }

    /// Source: `appliesToUser` in `pkg/registry/rbac/validation/rule.go`.
    private mutating func readSubject(_ storage: DocumentStorage, _ node: Int, of binding: BindingRecord) {
        guard storage.record(node).kind == .object else {
            report(.wrongType(field: "subjects[]", expected: "an object"), at: node)
            return
        }
        guard let kind = member(storage, node, symbols.kind) else {
            report(.missing(field: "subjects[].kind"), at: node)
            return
        }
        guard let name = name(storage, node, symbols.name, "subjects[].name") else {
            report(.missing(field: "subjects[].name"), at: node)
            return
        }
        if isText(storage, kind, "User") {
            checkGroup(storage, node, "subjects[].apiGroup", Self.group)
            check(name, "subjects[].name", "the name of a user", at: node) { !$0.isEmpty }
            append(subject(isGroup: false, name), node)
        } else if isText(storage, kind, "Group") {
            checkGroup(storage, node, "subjects[].apiGroup", Self.group)
            check(name, "subjects[].name", "the name of a group", at: node) { !$0.isEmpty }
            append(subject(isGroup: true, name), node)
        } else if isText(storage, kind, "ServiceAccount") {
            checkGroup(storage, node, "subjects[].apiGroup", "")
            check(
                name, "subjects[].name", "the name of a service account: lowercase letters, digits, - and .", at: node,
                isValid: Self.isSubdomain)
            let written = self.name(storage, node, symbols.namespace, "subjects[].namespace") ?? NameTable.empty
            let namespace = written == NameTable.empty ? binding.namespace : written
            guard namespace != NameTable.empty else {
                report(.missingSubjectNamespace(name: names[name]), at: node)
                return
            }
            append(account(namespace: namespace, name: name), node)
        } else {
            report(.unknownKind(field: "subjects[].kind", kind: text(storage, kind)), at: kind)
        }
    }

    // MARK: What the API server refuses and the authorizer does not look at

    // Source of these: `pkg/apis/rbac/validation/validation.go` and `pkg/apis/rbac/v1/defaults.go`.

    private static let group: StaticString = "rbac.authorization.k8s.io"

    /// Reports an API group that is neither left out nor the one there must be.
    private mutating func checkGroup(
        _ storage: DocumentStorage, _ container: Int, _ field: String, _ expected: StaticString
    ) {
        guard let index = member(storage, container, symbols.apiGroup), !isText(storage, index, expected) else {
            return
        }
        guard storage.record(index).kind == .string else {
            report(.wrongType(field: field, expected: "a string"), at: index)
            return
        }
        guard !isText(storage, index, "") else { return }
        report(
            .unsupportedAPIGroup(field: field, group: text(storage, index), expected: "\(expected)"), at: index)
    }

    private mutating func check(
        _ name: NameID, _ field: String, _ expected: String, at node: Int,
        isValid: (UnsafeBufferPointer<UInt8>) -> Bool
    ) {
        guard !names.withBytes(of: name, isValid) else { return }
        report(.invalidName(field: field, name: names[name], expected: expected), at: node)
    }

    /// Source: `IsPathSegmentName` in `k8s.io/apimachinery/pkg/api/validate/content/path.go`.
    private static func isPathSegment(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        if name.count <= 2, name.allSatisfy({ $0 == UInt8(ascii: ".") }) { return false }
        return !name.contains { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "%") }
    }

    /// Source: `IsDNS1123Subdomain` in `k8s.io/apimachinery/pkg/util/validation/validation.go`.
    private static func isSubdomain(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        guard !name.isEmpty, name.count <= 253 else { return false }
        return name.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
            guard let first = label.first, let last = label.last else { return false }
            return first != UInt8(ascii: "-") && last != UInt8(ascii: "-")
                && label.allSatisfy {
                    (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || $0 == UInt8(ascii: "-")
                }
        }
    }

    private mutating func append(_ subject: UInt32, _ node: Int) {
        boundSubjects.append(BoundSubject(subject: subject, node: UInt32(truncatingIfNeeded: node)))
    }

    @inline(__always)
    private func isText(_ storage: DocumentStorage, _ node: Int, _ text: StaticString) -> Bool {
        let record = storage.record(node)
        guard record.kind == .string else { return false }
        let bytes = storage.bytes(record)
        guard bytes.count == text.utf8CodeUnitCount, let base = bytes.baseAddress else { return false }
        return bytesEqual(base, text.utf8Start, bytes.count)
    }

    private func text(_ storage: DocumentStorage, _ node: Int) -> String {
        Node(storage: storage, index: node).string ?? "not a string"
    }
}
