import GitOpsManifest
import GitOpsSchema

/// Reads members of a configuration file and remembers everything that is wrong with them.
struct RuleFileReader {
    let source: String
    private(set) var problems: [DriftRulesProblem] = []

    init(source: String) { self.source = source }

    /// The problems in the order of the file.
    var inOrder: [DriftRulesProblem] {
        problems.sorted { ($0.position?.byteOffset ?? 0) < ($1.position?.byteOffset ?? 0) }
    }

    mutating func note(_ reason: DriftRulesProblem.Reason, at position: SourcePosition?) {
        problems.append(DriftRulesProblem(reason: reason, source: source, position: position))
    }

    /// Notes members that have other names than these.
    mutating func expect(_ names: [String], in object: Node) {
        for (name, value) in object.members where !names.contains(name) {
            note(
                .unknownName(name, nearest: NearestName.of(name, among: names), known: names),
                at: value.keyPosition)
        }
    }

    mutating func object(_ name: String, in object: Node) -> Node? {
        guard let value = object[name], !value.isNull else { return nil }
        if value.kind == .object { return value }
        note(.wrongType(name: name, expected: "an object"), at: value.position)
        return nil
    }

    mutating func list(_ name: String, in object: Node) -> Node.Elements? {
        guard let value = object[name], !value.isNull else { return nil }
        if value.kind == .array { return value.elements }
        note(.wrongType(name: name, expected: "a list"), at: value.position)
        return nil
    }

    mutating func string(_ name: String, in object: Node) -> (text: String, node: Node)? {
        guard let value = object[name], !value.isNull else { return nil }
        if let text = value.string { return (text, value) }
        note(.wrongType(name: name, expected: "a string; quote it"), at: value.position)
        return nil
    }

    mutating func strings(_ name: String, in object: Node) -> [(text: String, node: Node)] {
        guard let items = list(name, in: object) else { return [] }
        return items.compactMap { item in
            if let text = item.string { return (text, item) }
            note(.wrongType(name: name, expected: "a list of strings"), at: item.position)
            return nil
        }
    }

    mutating func boolean(_ name: String, in object: Node) -> Bool {
        guard let value = object[name], !value.isNull else { return false }
        if let answer = value.bool { return answer }
        note(.wrongType(name: name, expected: "true or false"), at: value.position)
        return false
    }

    /// A value read from a text; what is wrong with the text is noted at its place.
    mutating func read<Value, Failure: Error & CustomStringConvertible>(
        _ item: (text: String, node: Node)?, _ body: (String) throws(Failure) -> Value
    ) -> Value? {
        guard let item else { return nil }
        do throws(Failure) {
            return try body(item.text)
        } catch {
            note(.invalid(error.description), at: item.node.position)
            return nil
        }
    }
}
