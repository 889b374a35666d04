/// How documents are read.
public struct ReadingOptions: Sendable, Hashable {
    /// What to do with an object that names a member twice.
    public enum DuplicateKeys: Sendable, Hashable {
        /// Keep the last, as Kubernetes does, and list it in `Document.duplicateKeys`.
        case keepLast
        /// Refuse the document, as strict decoding does.
        case refuse
    }

    /// Protection against hostile input.
    public var limits: ReadingLimits
    /// Kubernetes' reading keeps the last.
    public var duplicateKeys: DuplicateKeys

    /// Options with their defaults.
    public init(limits: ReadingLimits = ReadingLimits(), duplicateKeys: DuplicateKeys = .keepLast) {
        self.limits = limits
        self.duplicateKeys = duplicateKeys
    }

    /// Refuses duplicate keys.
    public static let strict = ReadingOptions(duplicateKeys: .refuse)
}

/// Reads the documents of a source: YAML streams, JSON values, JSON lines.
public struct DocumentReader: Sendable {
    /// How documents are read.
    public var options: ReadingOptions

    /// The grammar of a source.
    public enum Grammar: Sendable, Hashable {
        /// JSON when the first character that is not blank is `{` or `[` and the text is valid JSON, else YAML.
        case automatic
        case yaml, json
    }

    /// A reader with the given options.
    public init(options: ReadingOptions = ReadingOptions()) { self.options = options }

    /// Reads every document, in order; one that cannot be read does not hide the others.
    ///
    /// Blank documents are left out. Reading goes on at the next line that begins with `---` (YAML), or at the next line
    /// that begins with `{` or `[` (JSON). Complexity: O(bytes).
    public func read(
        _ source: SourceText, grammar: Grammar = .automatic
    ) -> [Result<Document, DocumentError>] {
        var assembler = TreeAssembler(source: source, limits: options.limits, arena: DocumentArena())
        return read(source, grammar: grammar, with: &assembler)
    }

    /// Reads many sources one after the other with shared buffers, which is faster for small ones.
    ///
    /// - Returns: the documents of each source, in the order of the sources.
    public func read(
        _ sources: some Sequence<SourceText>, grammar: Grammar = .automatic
    ) -> [[Result<Document, DocumentError>]] {
        var assembler = TreeAssembler(
            source: SourceText("", name: ""), limits: options.limits, arena: DocumentArena())
        return sources.map { read($0, grammar: grammar, with: &assembler) }
    }

    private func read(
        _ source: SourceText, grammar: Grammar, with assembler: inout TreeAssembler
    ) -> [Result<Document, DocumentError>] {
        if let error = refusal(source) { return [.failure(error)] }
        switch grammar {
        case .yaml: return readYAML(source, with: &assembler)
        case .json: return readJSON(source, with: &assembler)
        case .automatic:
            guard looksLikeJSON(source) else { return readYAML(source, with: &assembler) }
            let json = readJSON(source, with: &assembler)
            let readable = Self.readableCount(json)
            if readable == json.count || source.name.hasSuffix(".json") { return json }
            let yaml = readYAML(source, with: &assembler)
            // JSON lines with one bad line are a YAML document and rubbish: the grammar that reads more is meant.
            return (Self.readableCount(yaml), -yaml.count) > (readable, -json.count) ? yaml : json
        }
    }

    private static func readableCount(_ results: [Result<Document, DocumentError>]) -> Int {
        results.reduce(0) { if case .success = $1 { $0 + 1 } else { $0 } }
    }

    /// Reads the first document as Kubernetes decodes a single object (`yaml.Unmarshal`): whatever follows it is not
    /// looked at, and a blank text is null.
    ///
    /// - Throws: `DocumentError` with the position and the next step.
    public func readFirst(_ source: SourceText, grammar: Grammar = .yaml) throws(DocumentError) -> Document {
        if let error = refusal(source) { throw error }
        if grammar == .json || (grammar == .automatic && looksLikeJSON(source)) {
            var reader = JSONReader(
                source: source, options: options, assembler: TreeAssembler(source: source, limits: options.limits))
            if let document = try reader.next(index: 0) { return try accepted(document) }
            throw DocumentError(
                .syntax(.json, "a value was expected before the end"), source: source,
                position: source.position(atByte: source.byteCount))
        }
        var reader = YAMLReader(
            source: source, options: options, assembler: TreeAssembler(source: source, limits: options.limits))
        if let reading = try reader.next(index: 0) { return try accepted(reading.document) }
        return Document(null: source)
    }

    /// Why a source is not read at all.
    private func refusal(_ source: SourceText) -> DocumentError? {
        let maximum = options.limits.effectiveBytes
        if source.byteCount > maximum {
            return DocumentError(.limitExceeded(.bytes, maximum: maximum), source: source, position: nil)
        }
        let directives = options.limits.tagDirectives
        guard TagDirectives.areMore(than: directives, in: source) else { return nil }
        return DocumentError(.limitExceeded(.tagDirectives, maximum: directives), source: source, position: nil)
    }

    private func looksLikeJSON(_ source: SourceText) -> Bool {
        source.withUnsafeBytes { bytes in
            let first = bytes.first { $0 > 0x20 && $0 != 0xEF && $0 != 0xBB && $0 != 0xBF }
            return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
        }
    }

    private func readYAML(
        _ source: SourceText, with assembler: inout TreeAssembler
    ) -> [Result<Document, DocumentError>] {
        var results: [Result<Document, DocumentError>] = []
        var reader = YAMLReader(source: source, options: options, assembler: consume assembler)
        while true {
            do throws(DocumentError) {
                guard let reading = try reader.next(index: results.count) else { break }
                if reading.isEmpty { continue }
                guard add(.success(reading.document), to: &results, source) else { break }
            } catch {
                guard add(.failure(error), to: &results, source), reader.skipToNextDocument() else { break }
            }
        }
        assembler = reader.takeAssembler()
        return results
    }

    private func readJSON(
        _ source: SourceText, with assembler: inout TreeAssembler
    ) -> [Result<Document, DocumentError>] {
        var results: [Result<Document, DocumentError>] = []
        var reader = JSONReader(source: source, options: options, assembler: consume assembler)
        while true {
            do throws(DocumentError) {
                guard let document = try reader.next(index: results.count) else { break }
                guard add(.success(document), to: &results, source) else { break }
            } catch {
                guard add(.failure(error), to: &results, source), reader.skipToNextLine() else { break }
            }
        }
        assembler = reader.takeAssembler()
        return results
    }

    /// - Returns: whether the source may have more documents; the last result says so when it may not.
    private func add(
        _ result: Result<Document, DocumentError>, to results: inout [Result<Document, DocumentError>],
        _ source: SourceText
    ) -> Bool {
        guard results.count < options.limits.documents else {
            switch result {
            case .success(let document): results.append(.failure(documentLimit(source, document.root.position)))
            case .failure(let error): results.append(.failure(documentLimit(source, error.position)))
            }
            return false
        }
        results.append(
            result.flatMap { (document) in Result { () throws(DocumentError) in try accepted(document) } })
        return true
    }

    /// The document, unless reading is strict and it names a member twice: its text is complete all the same, so that
    /// reading goes on right behind it.
    private func accepted(_ document: Document) throws(DocumentError) -> Document {
        guard options.duplicateKeys == .refuse, let duplicate = document.duplicateKeys.first else { return document }
        throw DocumentError(
            .duplicateKey(duplicate.key, first: duplicate.first), source: document.source, position: duplicate.second)
    }

    private func documentLimit(_ source: SourceText, _ position: SourcePosition?) -> DocumentError {
        DocumentError(
            .limitExceeded(.documents, maximum: options.limits.documents), source: source, position: position)
    }
}

extension Document {
    /// Reads a text that holds one YAML document; a blank text is null.
    ///
    /// - Throws: `DocumentError`, also when another document follows.
    public init(yaml text: String, name: String = "<memory>", options: ReadingOptions = .init()) throws(DocumentError) {
        try self.init(yaml: SourceText(text, name: name), options: options)
    }

    /// Reads a source that holds one YAML document; a blank one is null.
    ///
    /// - Throws: `DocumentError`, also when another document follows.
    public init(yaml source: SourceText, options: ReadingOptions = .init()) throws(DocumentError) {
        try self.init(only: DocumentReader(options: options).read(source, grammar: .yaml), source.name)
    }

    /// Reads a text that holds one JSON value.
    ///
    /// - Throws: `DocumentError`, also when another value follows.
    public init(json text: String, name: String = "<memory>", options: ReadingOptions = .init()) throws(DocumentError) {
        try self.init(json: SourceText(text, name: name), options: options)
    }

    /// Reads a source that holds one JSON value.
    ///
    /// - Throws: `DocumentError`, also when another value follows.
    public init(json source: SourceText, options: ReadingOptions = .init()) throws(DocumentError) {
        let results = DocumentReader(options: options).read(source, grammar: .json)
        guard !results.isEmpty else {
            throw DocumentError(
                .syntax(.json, "a value was expected before the end"), source: source,
                position: source.position(atByte: source.byteCount))
        }
        try self.init(only: results, source.name)
    }

    private init(only results: [Result<Document, DocumentError>], _ name: String) throws(DocumentError) {
        for result in results { if case .failure(let error) = result { throw error } }
        guard results.count <= 1 else {
            let second = try results[1].get()
            throw DocumentError(problem: .moreThanOneDocument, sourceName: name, position: second.root.position)
        }
        self = try results.first?.get() ?? Document(null: SourceText("", name: name))
    }

    /// The document of a blank text.
    init(null source: SourceText) {
        var assembler = TreeAssembler(source: source, limits: ReadingLimits())
        assembler.append(ScalarSpelling.null, start: 0, end: 0, line: 1)
        self = assembler.finish(sourceRange: 0..<source.byteCount, format: .yaml, index: 0)
    }
}
