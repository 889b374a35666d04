import CLibYAML

/// Reads a YAML stream, event by event, into documents, with the meaning Kubernetes gives to every scalar and key.
///
/// Source of the rules: sigs.k8s.io/yaml (`yaml.go`, `convertToJSONableObject`) over yaml.v2 (`decode.go`,
/// `resolve.go`).
struct YAMLReader: ~Copyable {
    private let source: SourceText
    private let base: UnsafePointer<UInt8>
    private let end: Int
    private let limits: ReadingLimits
    private let isSimple: Bool

    private var dialect: YAMLDialect
    private var parser: EventParser
    private var locator: ByteLocator
    private var assembler: TreeAssembler
    /// Line of the first byte the parser was given, counted from 0.
    private var firstLine: Int
    private var chunkStart: Int
    /// One past the last byte the parser was given.
    private var chunkEnd: Int

    private var anchors: [String: Anchor] = [:]
    private var openAnchors: [String] = []
    /// Names that aliases stood for: a long one is looked up once, not with every alias.
    private var aliasKeys: [String: Symbol] = [:]
    private var aliasedValues = 0
    private var documentStart: Int
    private var isFirstOfChunk = true
    /// The document before this one ended with `...`.
    private var endedExplicitly = false
    private var isAtEnd = false

    private enum Anchor {
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
        let isSimple = ByteLocator.isSimple(UnsafeBufferPointer(start: base, count: end))
        assembler.begin(source)
        self.source = source
        limits = options.limits
        self.base = base
        self.end = end
        self.isSimple = isSimple
        dialect = YAMLDialect(source.storage)
        parser = EventParser(base + start, count: end - start)
        locator = ByteLocator(base: base, start: start, end: end, isSimple: isSimple)
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
            switch event.pointee.type {
            case YAML_STREAM_END_EVENT:
                isAtEnd = chunkEnd == end
                if !isAtEnd { restart(at: chunkEnd, upTo: end) }
            case YAML_DOCUMENT_START_EVENT:
                try startDocument(event)
            case YAML_DOCUMENT_END_EVENT:
                return endDocument(event, index: index)
            case YAML_SCALAR_EVENT:
                try scalar(event)
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

    private mutating func resetDocument() {
        assembler.reset()
        anchors.removeAll(keepingCapacity: true)
        openAnchors.removeAll(keepingCapacity: true)
        aliasKeys.removeAll(keepingCapacity: true)
        aliasedValues = 0
        documentRootIsBlank = false
    }

    /// libyaml stopped: reads the document again when the text is one that Kubernetes' reader takes.
    private mutating func readAgainOrThrow() throws(DocumentError) {
        let problem = parser.problem
        let start = documentStart
        guard let mark = problem.mark else {
            let offset = min(chunkStart + (problem.byteOffset ?? 0), end)
            // libyaml decodes ahead: the documents before the one with the bad bytes are read without it.
            guard let next = lastMarker(before: offset, after: start) else {
                throw syntaxError(problem.text, offset, lineFeeds: lineFeeds(from: chunkStart, to: offset))
            }
            readAgain(from: start, upTo: next)
            return
        }
        let offset = byte(mark)
        if YAMLDialect.knows(problem.text), dialect.adapt(at: offset, documentStart: start) {
            readAgain(from: start, upTo: chunkEnd)
            return
        }
        if endedExplicitly, problem.text == "did not find expected <document start>" {
            throw error(.ignoredByKubernetes, offset, line(mark))
        }
        throw syntaxError(problem.text, offset, lineFeeds: lineFeeds(before: mark))
    }

    private func syntaxError(_ text: String, _ offset: Int, lineFeeds: Int) -> DocumentError {
        DocumentError(
            .syntax(.yaml, text), source: source,
            position: source.position(atByte: offset, line: firstLine + lineFeeds + 1))
    }

    private mutating func readAgain(from start: Int, upTo limit: Int) {
        let isFirst = isFirstOfChunk || start == chunkStart
        restart(at: start, upTo: limit)
        isFirstOfChunk = isFirst || startsWithMarker(start)
        resetDocument()
    }

    private func lineFeeds(from start: Int, to limit: Int) -> Int {
        var count = 0
        for index in start..<max(start, limit) where base[index] == UInt8(ascii: "\n") { count += 1 }
        return count
    }

    private mutating func restart(at offset: Int, upTo limit: Int) {
        firstLine += lineFeeds(from: chunkStart, to: offset)
        chunkEnd = limit
        parser = EventParser(dialect.storage.base + offset, count: limit - offset)
        locator = ByteLocator(
            base: dialect.storage.base, start: offset, end: end, isSimple: isSimple && !dialect.hasSubstitutions)
        chunkStart = offset
        documentStart = offset
        isFirstOfChunk = true
    }

    /// After an error: goes to the next line that begins with `---` behind the failed document's start.
    ///
    /// - Returns: whether there is one.
    mutating func skipToNextDocument() -> Bool {
        let from = min(documentStart + (startsWithMarker(documentStart) ? 3 : 0), end)
        guard let next = nextMarker(from: from) else {
            isAtEnd = true
            return false
        }
        restart(at: next, upTo: end)
        return true
    }

    private func startsWithMarker(_ offset: Int) -> Bool {
        guard end - offset >= 3, base[offset] == 0x2D, base[offset + 1] == 0x2D, base[offset + 2] == 0x2D else {
            return false
        }
        return end - offset == 3 || base[offset + 3] <= 0x20
    }

    private func nextMarker(from offset: Int) -> Int? {
        var index = offset
        while index < end {
            if base[index] == UInt8(ascii: "\n"), startsWithMarker(index + 1) { return index + 1 }
            index += 1
        }
        return nil
    }

    /// The last line that begins with `---` between two offsets.
    private func lastMarker(before limit: Int, after offset: Int) -> Int? {
        var index = min(limit, end) - 1
        while index > offset {
            if base[index - 1] == UInt8(ascii: "\n"), startsWithMarker(index) { return index }
            index -= 1
        }
        return nil
    }

    // MARK: Documents

    private mutating func startDocument(_ event: UnsafePointer<yaml_event_t>) throws(DocumentError) {
        let data = event.pointee.data.document_start
        documentStart = byte(event.pointee.start_mark)
        let position = documentStart
        if let version = data.version_directive, version.pointee.major != 1 || version.pointee.minor != 1 {
            throw error(
                .syntax(.yaml, "%YAML \(version.pointee.major).\(version.pointee.minor) is not read by Kubernetes"),
                position, line(event.pointee.start_mark))
        }
        // libyaml 0.2.5 refuses what its successors take here.
        if data.implicit != 0, !isFirstOfChunk {
            throw error(.ignoredByKubernetes, position, line(event.pointee.start_mark))
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

    private var documentRootIsBlank = false

    // MARK: Values

    private mutating func scalar(_ event: UnsafePointer<yaml_event_t>) throws(DocumentError) {
        let start = byte(event.pointee.start_mark)
        let stop = byte(event.pointee.end_mark)
        let line = line(event.pointee.start_mark)
        let bytes = UnsafeBufferPointer(
            start: UnsafePointer(event.pointee.data.scalar.value), count: Int(event.pointee.data.scalar.length))
        if dialect.hasSubstitutions, let restored = dialect.restored(bytes, sourceRange: start..<max(start, stop)) {
            try restored.withUnsafeBufferPointer { (buffer) throws(DocumentError) in
                try scalar(event, buffer, start: start, stop: stop, line: line)
            }
        } else {
            try scalar(event, bytes, start: start, stop: stop, line: line)
        }
    }

    private mutating func scalar(
        _ event: UnsafePointer<yaml_event_t>, _ bytes: UnsafeBufferPointer<UInt8>, start: Int, stop: Int, line: UInt32
    ) throws(DocumentError) {
        let style = event.pointee.data.scalar.style
        let hasTag = event.pointee.data.scalar.tag != nil
        var stop = stop
        let isPlain = style == YAML_PLAIN_SCALAR_STYLE
        let isBlock = style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE
        if isBlock { while stop > start, base[stop - 1] <= 0x20 { stop -= 1 } }
        if style == YAML_DOUBLE_QUOTED_SCALAR_STYLE || isPlain && assembler.isInFlow {
            try checkDialect(event.pointee.data.scalar, bytes, start: start, stop: stop, line: line)
        }

        let meaning: YAMLScalar
        if hasTag {
            meaning = try explicit(tag: String(cString: event.pointee.data.scalar.tag), bytes, start, line)
        } else if event.pointee.data.scalar.plain_implicit != 0 {
            meaning = YAMLScalar.resolve(bytes)
        } else {
            meaning = .string
        }

        let isOnOneLine = event.pointee.start_mark.line == event.pointee.end_mark.line
        // Blanks within a line stand for themselves, so no comparison is needed.
        let isVerbatim = isPlain && isOnOneLine && bytes.count == stop - start && !dialect.hasSubstitutions
        let isKey = assembler.expectsKey
        if isKey {
            if bytes.count == 2, isMerge(event.pointee.data.scalar, bytes) {
                assembler.markMerge()
                assembler.setExpectsKey(false)
                return
            }
            if !hasTag, event.pointee.data.scalar.anchor == nil, meaning == .string,
                let offset = isVerbatim
                    ? start : sourceOffset(bytes, start, stop, isPlain: isPlain, isBlock: isBlock)
            {
                return try setKey(at: offset, count: bytes.count, start, line)
            }
        } else if assembler.nodeCount >= limits.values {
            throw error(.limitExceeded(.values, maximum: limits.values), start, line)
        }
        let record: NodeRecord
        if hasTag, YAMLTag(tag: String(cString: event.pointee.data.scalar.tag)) == .binary {
            record = try binary(bytes, start, line)
        } else if isVerbatim, meaning == .string {
            record = assembler.string(at: start, count: bytes.count, flags: .plain)
        } else {
            record = try self.record(
                meaning, bytes, stop, isPlain: isPlain, isBlock: isBlock, start: start, line: line, isKey: isKey)
        }
        remember(event.pointee.data.scalar.anchor, record, start, stop, line)
        if isKey { return try setKey(record, meaning, bytes, start, line) }
        if assembler.depth == 0 {
            documentRootIsBlank = bytes.isEmpty && !hasTag && event.pointee.data.scalar.anchor == nil && isPlain
        }
        assembler.append(record, start: start, end: stop, line: line)
        finishValue()
    }

    /// Where the text of a scalar stands in the source as it is, or `nil` when it was folded or had escapes.
    @inline(__always)
    private func sourceOffset(
        _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ stop: Int, isPlain: Bool, isBlock: Bool
    ) -> Int? {
        let offset = stop - bytes.count - (isPlain ? 0 : 1)
        guard !isBlock, offset >= start else { return nil }
        guard let first = bytes.baseAddress else { return offset }
        return bytesEqual(first, base + offset, bytes.count) ? offset : nil
    }

    @inline(__always)
    private mutating func finishValue() {
        if assembler.isInObject { assembler.setExpectsKey(true) }
    }

    /// Texts that libyaml takes and Kubernetes' reader refuses.
    private func checkDialect(
        _ data: ScalarEvent, _ bytes: UnsafeBufferPointer<UInt8>, start: Int, stop: Int, line: UInt32
    ) throws(DocumentError) {
        let text = UnsafeBufferPointer(start: base + start, count: max(0, stop - start))
        if data.style == YAML_DOUBLE_QUOTED_SCALAR_STYLE, text.count != bytes.count + 2 {
            var isEscaped = false
            for byte in text {
                if isEscaped, byte == UInt8(ascii: "/") {
                    throw error(.syntax(.yaml, "the escape \\/ is not read by Kubernetes"), start, line)
                }
                isEscaped = !isEscaped && byte == UInt8(ascii: "\\")
            }
        }
        guard data.style == YAML_PLAIN_SCALAR_STYLE, assembler.isInFlow else { return }
        if bytes.contains(UInt8(ascii: "?")) {
            throw error(
                .syntax(.yaml, "a plain text with '?' in a flow collection is not read by Kubernetes; quote it"), start,
                line)
        }
        if data.tag != nil, bytes.isEmpty, stop < end, base[stop] == UInt8(ascii: ",") {
            throw error(.syntax(.yaml, "a comma may not follow a tag"), start, line)
        }
    }

    private typealias ScalarEvent = yaml_event_s.__Unnamed_union_data.__Unnamed_struct_scalar

    private func isMerge(_ data: ScalarEvent, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard bytes.count == 2, bytes[0] == UInt8(ascii: "<"), bytes[1] == UInt8(ascii: "<") else { return false }
        if data.plain_implicit != 0 { return true }
        return data.tag.map { YAMLTag(tag: String(cString: $0)) == .merge } ?? false
    }

    private func explicit(
        tag: String, _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ line: UInt32
    ) throws(DocumentError) -> YAMLScalar {
        guard let known = YAMLTag(tag: tag) else { return .string }
        guard let meaning = known.resolve(bytes) else {
            throw error(.tagMismatch(tag: "!!" + known.rawValue), start, line)
        }
        return meaning
    }

    /// The record of a scalar; the bytes stay in the source when they stand there as they are.
    private mutating func record(
        _ meaning: YAMLScalar, _ bytes: UnsafeBufferPointer<UInt8>, _ stop: Int, isPlain: Bool, isBlock: Bool,
        start: Int, line: UInt32, isKey: Bool
    ) throws(DocumentError) -> NodeRecord {
        switch meaning {
        case .null: return ScalarSpelling.null
        case .boolean(let value): return value ? ScalarSpelling.yes : ScalarSpelling.no
        case .signed(let value): return ScalarSpelling.signed(value)
        case .unsigned(let value): return ScalarSpelling.unsigned(value)
        case .infinity, .negativeInfinity, .notANumber:
            if isKey { return ScalarSpelling.null }
            throw error(.unsupportedNumber(String(decoding: bytes, as: UTF8.self)), start, line)
        case .string, .float:
            let flags: NodeRecord.Flags = isPlain ? .plain : []
            let offset = sourceOffset(bytes, start, stop, isPlain: isPlain, isBlock: isBlock)
            if meaning == .float {
                let position = offset ?? assembler.poolCount
                if offset == nil { assembler.appendToPool(bytes) }
                return ScalarSpelling.number(
                    bytes, offset: position, flags: offset == nil ? flags.union(.inPool) : flags)
            }
            return offset.map { assembler.string(at: $0, count: bytes.count, flags: flags) }
                ?? assembler.pooledString(bytes, flags: flags)
        }
    }

    private mutating func binary(
        _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ line: UInt32
    ) throws(DocumentError) -> NodeRecord {
        guard let decoded = Base64.decode(bytes) else {
            throw error(.tagMismatch(tag: "!!binary"), start, line)
        }
        var text = String(decoding: decoded, as: UTF8.self)
        return text.withUTF8 { assembler.pooledString($0) }
    }

    // MARK: Keys

    private mutating func setKey(
        _ record: NodeRecord, _ meaning: YAMLScalar, _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ line: UInt32
    ) throws(DocumentError) {
        if record.kind == .string {
            let offset = Int(record.low)
            let count = Int(record.high)
            guard record.flags.contains(.inPool) else { return try setKey(at: offset, count: count, start, line) }
            try checkKey(count, start, line)
            assembler.setKey(assembler.symbol(inPoolAt: offset, count: count), start: start)
        } else {
            assembler.setKey(assembler.symbol(copying: try keyText(meaning, bytes, start, line)), start: start)
        }
        assembler.setExpectsKey(false)
    }

    /// Takes the name of the next member from the source, without making a record of it.
    private mutating func setKey(at offset: Int, count: Int, _ start: Int, _ line: UInt32) throws(DocumentError) {
        try checkKey(count, start, line)
        assembler.setKey(assembler.symbol(at: offset, count: count), start: start)
        assembler.setExpectsKey(false)
    }

    private func checkKey(_ count: Int, _ start: Int, _ line: UInt32) throws(DocumentError) {
        guard count > limits.keyBytes else { return }
        throw error(.limitExceeded(.keyBytes, maximum: limits.keyBytes), start, line)
    }

    /// JSON's spelling of a key that is no string (`convertToJSONableObject`).
    private func keyText(
        _ meaning: YAMLScalar, _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ line: UInt32
    ) throws(DocumentError) -> String {
        switch meaning {
        case .string: return String(decoding: bytes, as: UTF8.self)
        case .boolean(let value): return value ? "true" : "false"
        case .signed(let value): return String(value)
        case .float: return GoNumber.key(ScalarSpelling.double(bytes))
        case .infinity: return ".inf"
        case .negativeInfinity: return "-.inf"
        case .notANumber: return ".nan"
        case .null: throw error(.unsupportedKey("null"), start, line)
        case .unsigned: throw error(.unsupportedKey("an integer above \(Int64.max)"), start, line)
        }
    }

    // MARK: Containers

    private mutating func begin(
        _ kind: NodeRecord.Kind, _ event: UnsafePointer<yaml_event_t>, anchor: UnsafeMutablePointer<UInt8>?,
        isFlow: Bool
    ) throws(DocumentError) {
        let start = byte(event.pointee.start_mark)
        let line = line(event.pointee.start_mark)
        if assembler.expectsKey {
            throw error(.unsupportedKey(kind == .object ? "an object" : "an array"), start, line)
        }
        guard assembler.depth < limits.effectiveDepth else {
            throw error(.limitExceeded(.depth, maximum: limits.effectiveDepth), start, line)
        }
        guard assembler.nodeCount < limits.values else {
            throw error(.limitExceeded(.values, maximum: limits.values), start, line)
        }
        var anchorIndex: Int32 = -1
        if let anchor {
            let name = String(cString: anchor)
            anchorIndex = Int32(truncatingIfNeeded: openAnchors.count)
            anchors[name] = .open(anchorIndex)
            aliasKeys[name] = nil
            openAnchors.append(name)
        }
        if assembler.depth == 0 { documentRootIsBlank = false }
        assembler.begin(kind, flags: isFlow ? .flow : [], start: start, line: line, anchor: anchorIndex)
    }

    private mutating func close(_ event: UnsafePointer<yaml_event_t>) throws(DocumentError) {
        guard let container = assembler.current else { return }
        // A pair without braces in a flow list (`[a: b]`) ends without a character of its own.
        let hasEndMark = event.pointee.end_mark.index > event.pointee.start_mark.index
        let stop = hasEndMark && container.flags.contains(.flow) ? byte(event.pointee.end_mark) : nil
        let (record, span) = try assembler.close(end: stop)
        if container.anchor >= 0, let name = openAnchors.popLast(), case .open(container.anchor) = anchors[name] {
            anchors[name] = .finished(record, span)
        }
        finishValue()
    }

    // MARK: Anchors

    private mutating func remember(
        _ anchor: UnsafeMutablePointer<UInt8>?, _ record: NodeRecord, _ start: Int, _ stop: Int, _ line: UInt32
    ) {
        guard let anchor else { return }
        let offset = UInt32(truncatingIfNeeded: start)
        let name = String(cString: anchor)
        aliasKeys[name] = nil
        anchors[name] = .finished(
            record, SourceSpan(keyStart: offset, start: offset, end: UInt32(truncatingIfNeeded: stop), line: line))
    }

    private mutating func alias(_ event: UnsafePointer<yaml_event_t>) throws(DocumentError) {
        let start = byte(event.pointee.start_mark)
        let line = line(event.pointee.start_mark)
        let name = String(cString: event.pointee.data.alias.anchor)
        switch anchors[name] {
        case nil: throw error(.unknownAnchor, start, line)
        case .open: throw error(.selfContainingAnchor, start, line)
        case .finished(let record, let span):
            if assembler.expectsKey { return try aliasKey(name, record, start, line) }
            let extent = assembler.extent(of: record, limit: limits.aliasedValues - aliasedValues)
            aliasedValues += extent.values
            guard aliasedValues <= limits.aliasedValues, assembler.nodeCount < limits.values else {
                throw error(.limitExceeded(.aliasedValues, maximum: limits.aliasedValues), start, line)
            }
            guard assembler.depth + extent.depth <= limits.effectiveDepth else {
                throw error(.limitExceeded(.depth, maximum: limits.effectiveDepth), start, line)
            }
            if assembler.depth == 0 { documentRootIsBlank = false }
            assembler.appendCopy(of: record, span: span, aliasEnd: byte(event.pointee.end_mark))
            finishValue()
        }
    }

    private mutating func aliasKey(
        _ anchor: String, _ record: NodeRecord, _ start: Int, _ line: UInt32
    ) throws(DocumentError) {
        if let symbol = aliasKeys[anchor] {
            assembler.setKey(symbol, start: start)
            assembler.setExpectsKey(false)
            return
        }
        let meaning: YAMLScalar
        switch record.kind {
        case .null: meaning = .null
        case .boolean: meaning = .boolean(record.low != 0)
        case .signed: meaning = .signed(Int64(bitPattern: record.bits))
        case .unsigned: meaning = .unsigned(record.bits)
        case .number: meaning = .float
        case .string: meaning = .string
        case .array, .object:
            throw error(.unsupportedKey(record.kind == .object ? "an object" : "an array"), start, line)
        }
        let hasBytes = record.kind == .string || record.kind == .number
        let bytes = hasBytes ? assembler.copyOfBytes(record) : []
        try bytes.withUnsafeBufferPointer { (buffer) throws(DocumentError) in
            try setKey(record, meaning, buffer, start, line)
        }
        aliasKeys[anchor] = assembler.nextKey
    }

    // MARK: Positions and errors

    @inline(__always)
    private mutating func byte(_ mark: yaml_mark_t) -> Int {
        locator.byte(index: Int(truncatingIfNeeded: mark.index), line: Int(mark.line), column: Int(mark.column))
    }

    @inline(__always)
    private mutating func line(_ mark: yaml_mark_t) -> UInt32 {
        UInt32(truncatingIfNeeded: firstLine + lineFeeds(before: mark) + 1)
    }

    @inline(__always)
    private mutating func lineFeeds(before mark: yaml_mark_t) -> Int {
        locator.lineFeeds(
            index: Int(truncatingIfNeeded: mark.index), line: Int(mark.line), column: Int(mark.column))
    }

    private func error(_ problem: DocumentError.Problem, _ offset: Int, _ line: UInt32) -> DocumentError {
        DocumentError(problem, source: source, position: source.position(atByte: offset, line: Int(line)))
    }
}
