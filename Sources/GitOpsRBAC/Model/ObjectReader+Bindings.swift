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
            report(.missing(field: "roleRef"), at: node.index)
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
            append(subject(isGroup: false, name), node)
        } else if isText(storage, kind, "Group") {
            append(subject(isGroup: true, name), node)
        } else if isText(storage, kind, "ServiceAccount") {
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
