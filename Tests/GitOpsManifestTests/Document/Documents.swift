import GitOpsManifest

/// The canonical JSON of a YAML text as Kubernetes reads its first document, or the problem.
func canonical(yaml text: String, options: ReadingOptions = ReadingOptions()) -> String {
    do throws(DocumentError) {
        return JSONWriter.canonical.string(try DocumentReader(options: options).readFirst(SourceText(text)).root)
    } catch {
        return "error: \(error.problem)"
    }
}

/// The canonical JSON of each document, or where and why it could not be read.
func outcomes(
    _ text: String, grammar: DocumentReader.Grammar = .yaml, name: String = "a.yaml", options: ReadingOptions = .init()
) -> [String] {
    DocumentReader(options: options).read(SourceText(text, name: name), grammar: grammar).map(outcome)
}

func outcome(_ result: Result<Document, DocumentError>) -> String {
    switch result {
    case .success(let document): JSONWriter.canonical.string(document.root)
    case .failure(let error): "\(error.position.map(String.init(describing:)) ?? "-") \(error.problem)"
    }
}

extension Node {
    /// This value and all below it, parents first.
    var everyNode: [Node] {
        [self] + elements.flatMap { $0.everyNode } + members.flatMap { $0.value.everyNode }
    }
}

extension DocumentError {
    /// The limit that was exceeded, if it was one.
    var limit: Limit? {
        if case .limitExceeded(let limit, _) = problem { limit } else { nil }
    }
}
