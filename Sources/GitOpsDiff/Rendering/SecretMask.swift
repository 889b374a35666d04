package import GitOpsManifest

/// Copies of a manifest's two states in which every value of a Secret is a placeholder that tells only which values are
/// equal.
///
/// Placeholders are numbered in the order of paths, which does not depend on the values: two Secrets that differ only in
/// their values, with the same ones equal, are masked alike. Masked are the scalars of every member but the few that
/// cannot be secret, so that a misspelled `stringdata` does not show its values; and texts that hold copies of a Secret.
package struct SecretMask {
    private var numbers: [MaskedScalar: Int] = [:]
    private var mark = "***"
    /// Where one of the two states has a Secret: what stands there in the other state is masked as well.
    private var places: Set<[String]> = []

    private enum MaskedScalar: Hashable {
        case null
        case value(FieldPath.Scalar)
    }

    /// Whether parts of a resource have to be masked. Complexity: O(size of both states).
    static func isNeeded(_ id: ResourceID, _ base: Node?, _ head: Node?) -> Bool {
        id.isSecret || [base, head].contains { $0.map(SecretPlaces.mayHold) ?? false }
    }

    /// A copy of a value without what is secret in it; `nil` when nothing is. Complexity: O(size of the value).
    ///
    /// - Parameters:
    ///   - node: the value.
    ///   - id: the object that it is, which an item of a list need not say itself.
    ///   - mark: what placeholders begin with.
    package static func masked(
        _ node: Node, id: ResourceID?, mark: String = "***"
    ) throws(DocumentBuilderError) -> Node? {
        let isSecret = id?.isSecret ?? false
        guard isSecret || SecretPlaces.mayHold(node) else { return nil }
        var mask = SecretMask()
        mask.mark = mark
        if isSecret { mask.places.insert([]) }
        mask.findPlaces(node, [])
        mask.collect(node, .open, [])
        return try mask.copy(node)
    }

    /// The masked states of a resource; `nil` for a state that there is not.
    static func masked(
        _ id: ResourceID, base: Node?, head: Node?
    ) throws(DocumentBuilderError) -> (base: Node?, head: Node?) {
        var mask = SecretMask()
        // An item of a list of Secrets does not say itself what it is.
        if id.isSecret { mask.places.insert([]) }
        for state in [base, head] {
            if let state { mask.findPlaces(state, []) }
        }
        for state in [base, head] {
            if let state { mask.collect(state, .open, []) }
        }
        return (
            try base.map { node throws(DocumentBuilderError) in try mask.copy(node) },
            try head.map { node throws(DocumentBuilderError) in try mask.copy(node) }
        )
    }

    private mutating func findPlaces(_ node: Node, _ path: [String]) {
        if SecretPlaces.isSecret(node) { places.insert(path) }
        for (name, value) in node.members where value.record.isContainer { findPlaces(value, path + [name]) }
        for (index, element) in node.elements.enumerated() where element.record.isContainer {
            findPlaces(element, path + [String(index)])
        }
    }

    /// The mode in which the parts of a value are looked at.
    private func entering(_ node: Node, _ mode: SecretPlaces.Mode, _ path: [String]) -> SecretPlaces.Mode {
        guard case .open = mode else { return mode }
        return places.contains(path) ? .secret : .open
    }

    private func isMasked(_ scalar: Node, _ mode: SecretPlaces.Mode) -> Bool {
        switch mode {
        case .masked, .secret: true
        case .open: scalar.kind == .string && SecretPlaces.mayHold(scalar)
        case .shown, .metadata, .annotations: false
        }
    }

    // MARK: Numbers

    private mutating func collect(_ node: Node, _ mode: SecretPlaces.Mode, _ path: [String]) {
        let mode = entering(node, mode, path)
        switch node.kind {
        case .object:
            for (name, value) in node.members.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
                collect(value, SecretPlaces.mode(of: name, value, in: mode), path + [name])
            }
        case .array:
            for (index, element) in node.elements.enumerated() {
                collect(element, mode, path + [String(index)])
            }
        default:
            let key = Self.key(node)
            if isMasked(node, mode), numbers[key] == nil { numbers[key] = numbers.count + 1 }
        }
    }

    private static func key(_ node: Node) -> MaskedScalar {
        FieldPath.Scalar(node).map { .value($0) } ?? .null
    }

    // MARK: Copies

    private func copy(_ root: Node) throws(DocumentBuilderError) -> Node {
        var builder = DocumentBuilder()
        append(root, .open, [], to: &builder)
        return try builder.finish().root
    }

    private func append(_ node: Node, _ mode: SecretPlaces.Mode, _ path: [String], to builder: inout DocumentBuilder) {
        let mode = entering(node, mode, path)
        switch node.kind {
        case .object:
            builder.beginObject()
            for (name, value) in node.members {
                builder.key(name)
                append(value, SecretPlaces.mode(of: name, value, in: mode), path + [name], to: &builder)
            }
            builder.end()
        case .array:
            builder.beginArray()
            for (index, element) in node.elements.enumerated() {
                append(element, mode, path + [String(index)], to: &builder)
            }
            builder.end()
        default:
            if isMasked(node, mode) {
                builder.append("\(mark) (\(numbers[Self.key(node)] ?? 0))")
            } else {
                builder.append(node)
            }
        }
    }
}
