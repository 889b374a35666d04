import CLibYAML

/// Reads a YAML stream, event by event, into documents, with the meaning Kubernetes gives to every scalar and key.
///
/// Source of the rules: sigs.k8s.io/yaml (`yaml.go`, `convertToJSONableObject`) over yaml.v2 (`decode.go`,
/// `resolve.go`).
struct YAMLReader: ~Copyable {
    let source: SourceText
    let base: UnsafePointer<UInt8>
    let end: Int
    let limits: ReadingLimits
    let survey: ByteSurvey

    var dialect: YAMLDialect
    var parser: EventParser
    var locator: ByteLocator
    var assembler: TreeAssembler
    /// Line of the first byte the parser was given, counted from 0.
    var firstLine: Int
    var chunkStart: Int
    /// One past the last byte the parser was given.
    var chunkEnd: Int

    var anchors: [String: Anchor] = [:]
    var openAnchors: [String] = []
    /// Names that aliases stood for: a long one is looked up once, not with every alias.
    var aliasKeys: [String: Symbol] = [:]
    var aliasedValues = 0
    var documentStart: Int
    var isFirstOfChunk = true
    /// The document before this one ended with `...`.
    var endedExplicitly = false
    var isAtEnd = false
    /// The root of the document is a plain scalar without characters, tag or anchor.
    var documentRootIsBlank = false

    enum Anchor {
        /// The value is still being read; the number tells it from an outer value with the same anchor.
        case open(Int32)
        case finished(NodeRecord, SourceSpan)
    }

    /// A document and whether it holds no value at all (blank, only comments).
    struct Reading {
        var document: Document
        var isEmpty: Bool
    }

    /// Reads with the buffers of `assembler`, which the caller may take back afterwards.
    init(source: SourceText, options: ReadingOptions, assembler: consuming TreeAssembler) {
        let base = source.storage.base
        let end = source.storage.count
        let start = end >= 3 && base[0] == 0xEF && base[1] == 0xBB && base[2] == 0xBF ? 3 : 0
        let survey = ByteSurvey(UnsafeBufferPointer(start: base, count: end))
        assembler.begin(source)
        self.source = source
        limits = options.limits
        self.base = base
        self.end = end
        self.survey = survey
        dialect = YAMLDialect(source.storage)
        parser = EventParser(base + start, count: end - start)
        locator = ByteLocator(base: base, start: start, end: end, survey: survey)
        self.assembler = assembler
        firstLine = 0
        chunkStart = start
        chunkEnd = end
        documentStart = start
    }

    /// Gives the buffers back.
    consuming func takeAssembler() -> TreeAssembler { assembler }

    /// The next document, or `nil` at the end of the stream.
    mutating func next(index: Int) throws(DocumentError) -> Reading? {
        resetDocument()
        while !isAtEnd {
            guard let event = parser.next() else {
                try readAgainOrThrow()
                continue
            }
            // Told from all others first, because a branch is foreseen more often than a jump.
            if event.pointee.type == YAML_SCALAR_EVENT {
                if try !plainScalar(event) { try scalar(event) }
                continue
            }
            switch event.pointee.type {
            case YAML_STREAM_END_EVENT:
                isAtEnd = chunkEnd == end
                if !isAtEnd { restart(at: chunkEnd, upTo: end) }
            case YAML_DOCUMENT_START_EVENT:
                try startDocument(event)
            case YAML_DOCUMENT_END_EVENT:
                return endDocument(event, index: index)
            case YAML_MAPPING_START_EVENT:
                let data = event.pointee.data.mapping_start
                try begin(.object, event, anchor: data.anchor, isFlow: data.style == YAML_FLOW_MAPPING_STYLE)
            case YAML_SEQUENCE_START_EVENT:
                let data = event.pointee.data.sequence_start
                try begin(.array, event, anchor: data.anchor, isFlow: data.style == YAML_FLOW_SEQUENCE_STYLE)
            case YAML_MAPPING_END_EVENT, YAML_SEQUENCE_END_EVENT:
                try close(event)
            case YAML_ALIAS_EVENT:
                try alias(event)
            default:
                break
            }
        }
        return nil
    }

    mutating func resetDocument() {
        assembler.reset()
        anchors.removeAll(keepingCapacity: true)
        openAnchors.removeAll(keepingCapacity: true)
        aliasKeys.removeAll(keepingCapacity: true)
        aliasedValues = 0
        documentRootIsBlank = false
    }

    // MARK: Documents

    private mutating func startDocument(_ event: UnsafePointer<yaml_event_t>) throws(DocumentError) {
        let data = event.pointee.data.document_start
        documentStart = byte(event.pointee.start_mark)
        let position = documentStart
        if let version = data.version_directive, version.pointee.major != 1 || version.pointee.minor != 1 {
            throw error(
                .syntax(.yaml, "%YAML \(version.pointee.major).\(version.pointee.minor) is not read by Kubernetes"),
                position, line(event.pointee.start_mark, at: position))
        }
        // libyaml 0.2.5 refuses what its successors take here.
        if data.implicit != 0, !isFirstOfChunk {
            throw error(.ignoredByKubernetes, position, line(event.pointee.start_mark, at: position))
        }
        isFirstOfChunk = false
        endedExplicitly = false
    }

    private mutating func endDocument(
        _ event: UnsafePointer<yaml_event_t>, index: Int
    ) -> Reading {
        let documentEnd = max(documentStart, byte(event.pointee.start_mark))
        let root = assembler.lastValue ?? ScalarSpelling.null
        let isEmpty = root.kind == .null && documentRootIsBlank
        let document = assembler.finish(sourceRange: documentStart..<documentEnd, format: .yaml, index: index)
        documentStart = documentEnd
        endedExplicitly = event.pointee.data.document_end.implicit == 0
        return Reading(document: document, isEmpty: isEmpty)
    }

    // MARK: Positions and errors

    @inline(__always)
    mutating func byte(_ mark: yaml_mark_t) -> Int { locator.byte(index: Int(truncatingIfNeeded: mark.index)) }

    /// The line of a mark, which `byte` is the place of.
    @inline(__always)
    mutating func line(_ mark: yaml_mark_t, at byte: Int) -> UInt32 {
        UInt32(truncatingIfNeeded: firstLine &+ lineFeeds(before: mark, at: byte) &+ 1)
    }

    @inline(__always)
    mutating func lineFeeds(before mark: yaml_mark_t, at byte: Int) -> Int {
        locator.lineFeeds(
            line: Int(truncatingIfNeeded: mark.line), column: Int(truncatingIfNeeded: mark.column), byte: byte)
    }

    func error(_ problem: DocumentError.Problem, _ offset: Int, _ line: UInt32) -> DocumentError {
        DocumentError(problem, source: source, position: source.position(atByte: offset, line: Int(line)))
    }
}
