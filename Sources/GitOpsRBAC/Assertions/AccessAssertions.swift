public import GitOpsManifest

/// Statements of a file, read for being checked.
public struct AccessAssertions: Sendable {
    /// The statements that could be read, in their order.
    public let assertions: [AccessAssertion]
    /// What could not be read.
    public let problems: [AssertionProblem]

    /// Reads a YAML text with a list `assertions`.
    ///
    /// - Parameters:
    ///   - source: the text.
    ///   - names: the resources and verbs there are; those of the model that is to be checked know what its set
    ///     defines.
    public init(_ source: SourceText, names: ResourceNames = ResourceNames()) {
        var reader = AssertionReader(source: source.name, names: names)
        // Of two statements under one key only the last would be checked.
        let all = DocumentReader(options: .strict).read(source, grammar: .yaml)
        // Nothing between two separators is no document.
        let documents = all.filter { document in
            if case .success(let document) = document { !document.root.isNull } else { true }
        }
        if documents.isEmpty {
            reader.report(.wrongType(field: "the file", expected: "an object with a list assertions"), at: nil)
        }
        for (number, document) in documents.enumerated() {
            switch document {
            case .failure(let error): reader.report(.unreadable(error), at: error.position)
            case .success(let document) where number > 0:
                reader.report(.furtherDocument, at: document.root.position)
            case .success(let document): reader.read(document.root)
            }
        }
        assertions = reader.assertions
        problems = reader.problems
    }
}

extension Subject {
    /// Reads `User NAME`, `Group NAME` or `ServiceAccount NAMESPACE/NAME`; `nil` for any other text.
    public init?(_ text: String) {
        let parts = text.split(separator: " ", maxSplits: 1).map(String.init)
        guard parts.count == 2, let kind = Kind(rawValue: parts[0]) else { return nil }
        switch kind {
        case .user: self = .user(parts[1])
        case .group: self = .group(parts[1])
        case .serviceAccount:
            let names = parts[1].split(separator: "/", omittingEmptySubsequences: false).map(String.init)
            guard names.count == 2, !names[0].isEmpty, !names[1].isEmpty else { return nil }
            self = .serviceAccount(namespace: names[0], name: names[1])
        }
    }
}
