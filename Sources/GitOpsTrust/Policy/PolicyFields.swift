import GitOpsManifest
import GitOpsRepository

/// Reads fields of a policy, and keeps what is wrong with them.
struct PolicyFields {
    let file: String
    private(set) var problems: [CommitPolicyProblem] = []

    init(file: String) { self.file = file }

    mutating func report(_ reason: CommitPolicyProblem.Reason, at position: SourcePosition?) {
        problems.append(CommitPolicyProblem(reason, file: file, position: position))
    }

    /// Whether a value is an object; fields that it should not have are reported.
    mutating func check(_ node: Node, _ field: String, _ known: [String]) -> Bool {
        guard node.kind == .object else {
            report(
                .wrongType(field: field, expected: "an object with \(known.joined(separator: ", "))"), at: node.position
            )
            return false
        }
        for (key, value) in node.members where !known.contains(where: { $0.hasSameBytes(as: key) }) {
            report(.unknownField(key, nearest: NearestName.of(key, among: known)), at: value.keyPosition)
        }
        return true
    }

    /// The elements of a list; none when it is missing.
    mutating func list(_ node: Node, _ field: String) -> [Node] {
        guard let value = node[field] else { return [] }
        guard value.kind == .array, value.count > 0 else {
            report(.wrongType(field: field, expected: "a list that is not empty"), at: value.position)
            return []
        }
        return Array(value.elements)
    }

    /// A text that is not empty.
    mutating func text(_ node: Node, _ field: String, isRequired: Bool = false) -> String? {
        guard let value = node[field] else {
            if isRequired { report(.missing(field), at: node.position) }
            return nil
        }
        guard let text = value.string, !text.isEmpty else {
            report(.wrongType(field: field, expected: "a text that is not empty"), at: value.position)
            return nil
        }
        return text
    }

    /// A list of texts, or one text; empty when the field is missing.
    mutating func texts(_ node: Node, _ field: String) -> [String] {
        guard let value = node[field] else { return [] }
        let values = value.kind == .array ? Array(value.elements) : [value]
        let texts = values.compactMap { $0.string.flatMap { $0.isEmpty ? nil : $0 } }
        if texts.isEmpty || texts.count < values.count {
            report(
                .wrongType(field: field, expected: "a text or a list of texts, none of them empty"), at: value.position)
        }
        return texts
    }

    /// Where one of several texts stands.
    func position(of text: String, in node: Node?) -> SourcePosition? {
        (node?.elements.first { $0.string?.hasSameBytes(as: text) ?? false } ?? node)?.position
    }

    mutating func integer(_ node: Node, _ field: String) -> Int? {
        guard let value = node[field] else { return nil }
        guard let number = value.int64.flatMap({ Int(exactly: $0) }) else {
            report(.wrongType(field: field, expected: "a whole number"), at: value.position)
            return nil
        }
        return number
    }

    mutating func flag(_ node: Node, _ field: String) -> Bool? {
        guard let value = node[field] else { return nil }
        if value.bool == nil { report(.wrongType(field: field, expected: "true or false"), at: value.position) }
        return value.bool
    }

    /// A commit by its whole name: a branch or tag could be moved.
    mutating func commit(_ node: Node, _ field: String) -> ObjectID? {
        guard let text = node.string else {
            report(.wrongType(field: field, expected: "the 40 digits of a commit, quoted"), at: node.position)
            return nil
        }
        let id = ObjectID(text)
        if id == nil { report(.malformedCommit(text), at: node.position) }
        return id
    }

    /// One of the words of an enumeration.
    mutating func word<Word: RawRepresentable<String> & CaseIterable>(_ node: Node, _ field: String) -> Word? {
        guard let value = node[field] else { return nil }
        return known(value, field)
    }

    /// A list of such words, or one.
    mutating func words<Word: RawRepresentable<String> & CaseIterable>(_ node: Node, _ field: String) -> [Word]? {
        guard let value = node[field] else { return nil }
        var words: [Word] = []
        for element in value.kind == .array ? Array(value.elements) : [value] {
            if let word: Word = known(element, field) { words.append(word) }
        }
        return words
    }

    private mutating func known<Word: RawRepresentable<String> & CaseIterable>(_ value: Node, _ field: String) -> Word?
    {
        let all = Word.allCases.map(\.rawValue)
        guard let text = value.string else {
            report(.wrongType(field: field, expected: "one of \(all.joined(separator: ", "))"), at: value.position)
            return nil
        }
        let word = Word(rawValue: text)
        if word == nil {
            report(
                .unknownWord(field: field, text, nearest: NearestName.of(text, among: all), all: all),
                at: value.position)
        }
        return word
    }
}
