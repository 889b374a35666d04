/// Makes a new document from values, one after the other.
///
/// ```swift
/// var builder = DocumentBuilder()
/// builder.beginObject()
/// builder.key("kind")
/// builder.append("ConfigMap")
/// builder.end()
/// let document = try builder.finish()
/// ```
///
/// Mistakes in the order of the calls are remembered and thrown by `finish`. A builder cannot be copied: half a document
/// that goes on in two ways is not a thing anyone wants.
public struct DocumentBuilder: ~Copyable {
    private var assembler: TreeAssembler
    private var mistake: DocumentBuilderError?
    private var hasKey = false

    /// A builder without values.
    public init() {
        assembler = TreeAssembler(source: SourceText("", name: "<built>"), limits: ReadingLimits())
    }

    /// A builder with room for about as much as another document has.
    package init(roomFor other: Document) {
        assembler = TreeAssembler(
            source: SourceText("", name: "<built>"), limits: ReadingLimits(), roomFor: other.storage)
    }

    /// Opens an object: `key` and a value follow alternately until `end`.
    public mutating func beginObject() { begin(.object) }

    /// Opens an array: values follow until `end`.
    public mutating func beginArray() { begin(.array) }

    /// Closes the innermost open object or array.
    public mutating func end() {
        guard assembler.depth > 0, !hasKey else { return note(.unexpectedEnd) }
        do throws(DocumentError) {
            try assembler.close(end: nil)
        } catch {
            note(.unexpectedEnd)
        }
        if assembler.isInObject { assembler.setExpectsKey(true) }
    }

    /// Names the next value of the open object; a name that comes twice replaces the earlier member.
    public mutating func key(_ name: String) {
        guard assembler.isInObject, !hasKey else { return note(.unexpectedKey(name)) }
        assembler.setKey(assembler.symbol(copying: name), start: 0)
        hasKey = true
    }

    /// Names the next value of the open object by the bytes of a name, in two parts of which the first may be empty.
    package mutating func key(_ prefix: UnsafeBufferPointer<UInt8>, _ name: UnsafeBufferPointer<UInt8>) {
        guard assembler.isInObject, !hasKey else {
            return note(.unexpectedKey(String(decoding: Array(prefix) + Array(name), as: UTF8.self)))
        }
        let symbol =
            prefix.isEmpty
            ? assembler.symbol(copying: name)
            : withUnsafeTemporaryAllocation(of: UInt8.self, capacity: prefix.count + name.count) { text in
                _ = text.initialize(fromContentsOf: prefix)
                _ = text.extracting(prefix.count...).initialize(fromContentsOf: name)
                return assembler.symbol(copying: UnsafeBufferPointer(text))
            }
        assembler.setKey(symbol, start: 0)
        hasKey = true
    }

    /// Names the next value of the open object by a symbol of the built-in schema.
    package mutating func key(_ symbol: Symbol) {
        guard symbol.isWellKnown, assembler.isInObject, !hasKey else { return note(.unexpectedKey("")) }
        assembler.setKey(symbol, start: 0)
        hasKey = true
    }

    /// Adds a string of the given bytes, which must be UTF-8.
    package mutating func append(string bytes: UnsafeBufferPointer<UInt8>) {
        guard hasRoom(for: bytes.count) else { return }
        append(assembler.pooledString(bytes))
    }

    /// Adds a number of the given spelling, which a reader accepted.
    package mutating func append(number bytes: UnsafeBufferPointer<UInt8>) {
        guard hasRoom(for: bytes.count) else { return }
        let offset = assembler.poolCount
        assembler.appendToPool(bytes)
        append(ScalarSpelling.number(bytes, offset: offset, flags: .inPool))
    }

    /// Names the next value as a member of another document is named.
    package mutating func key(from storage: DocumentStorage, _ symbol: Symbol) {
        guard assembler.isInObject, !hasKey else { return note(.unexpectedKey(storage.name(symbol))) }
        assembler.setKey(
            symbol.isWellKnown ? symbol : assembler.symbol(copying: storage.nameBytes(symbol)), start: 0)
        hasKey = true
    }

    /// Adds a string.
    public mutating func append(_ value: String) {
        var value = value
        value.withUTF8 { append(string: $0) }
    }

    /// Adds an integer.
    public mutating func append(_ value: Int64) { append(ScalarSpelling.signed(value)) }

    /// Adds an integer.
    public mutating func append(_ value: UInt64) { append(ScalarSpelling.integer(value)) }

    /// Adds a boolean.
    public mutating func append(_ value: Bool) { append(value ? ScalarSpelling.yes : ScalarSpelling.no) }

    /// Adds null.
    public mutating func appendNull() { append(ScalarSpelling.null) }

    /// Adds a number; infinities and NaN, which JSON does not have, are a mistake.
    public mutating func append(_ value: Double) {
        guard value.isFinite else { return note(.notFinite) }
        appendNumber(spelled: GoNumber.json(value))
    }

    /// Adds a copy of a value of any document.
    ///
    /// Complexity: O(size of the value).
    public mutating func append(_ node: Node) {
        guard mayAppend(), hasRoom(for: 0) else { return }
        do throws(TreeAssembler.CopyFailure) {
            try assembler.append(copyOf: node.index, in: node.storage)
            hasKey = false
        } catch {
            note(error == .tooDeep ? .tooDeep : .tooLarge)
        }
    }

    /// The finished document.
    ///
    /// - Throws: `DocumentBuilderError`, the first mistake in the order of the calls.
    public mutating func finish() throws(DocumentBuilderError) -> Document {
        if let mistake { throw mistake }
        guard assembler.depth == 0, assembler.pendingCount == 1 else { throw .incomplete }
        let document = assembler.finish(sourceRange: 0..<0, format: .built, index: 0)
        assembler.reset()
        return document
    }

    private mutating func begin(_ kind: NodeRecord.Kind) {
        guard mayAppend() else { return }
        assembler.begin(kind, flags: [], start: 0, line: 0)
        hasKey = false
    }

    private mutating func append(_ record: NodeRecord) {
        guard mayAppend() else { return }
        assembler.append(record, start: 0, end: 0, line: 0)
        hasKey = false
    }

    private mutating func appendNumber(spelled text: String) {
        var text = text
        text.withUTF8 { append(number: $0) }
    }

    private mutating func mayAppend() -> Bool {
        if assembler.isInObject, !hasKey {
            note(.missingKey)
            return false
        }
        if assembler.depth == 0, assembler.pendingCount > 0 {
            note(.moreThanOneRoot)
            return false
        }
        if assembler.depth >= ReadingLimits.maximumDepth {
            note(.tooDeep)
            return false
        }
        return true
    }

    /// Texts are found by offsets of 32 bits.
    private mutating func hasRoom(for bytes: Int) -> Bool {
        guard bytes <= Int(UInt32.max) - assembler.poolCount else {
            note(.tooLarge)
            return false
        }
        return true
    }

    private mutating func note(_ error: DocumentBuilderError) { mistake = mistake ?? error }
}

/// `@unchecked Sendable` is sound because a builder cannot be copied and shares its buffers with nobody.
extension DocumentBuilder: @unchecked Sendable {}

/// A mistake in the order of calls to a `DocumentBuilder`.
public enum DocumentBuilderError: Error, Sendable, Hashable, CustomStringConvertible {
    /// `end` without an open container, or after a key without a value.
    case unexpectedEnd
    /// `key` outside an object, or twice in a row.
    case unexpectedKey(String)
    /// A value in an object without a `key` before it.
    case missingKey
    /// A second value at the top.
    case moreThanOneRoot
    /// `finish` before every container is closed, or without any value.
    case incomplete
    /// An infinity or NaN.
    case notFinite
    /// More than `ReadingLimits.maximumDepth` levels.
    case tooDeep
    /// More than 4 GiB of texts.
    case tooLarge

    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .unexpectedEnd:
            "an array or object is ended that was not begun, or a key has no value; call end once for each begin, and "
                + "add a value after each key"
        case .unexpectedKey(let key):
            "the key \"\(key)\" stands outside an object, or right after another key; begin an object, and add a value "
                + "after each key"
        case .missingKey: "a value in an object has no key; add the key first"
        case .moreThanOneRoot: "a document has one value at the top, this has a second; put both into an array"
        case .incomplete:
            "the document has no value, or an array or object that is not ended; call end once for each begin"
        case .notFinite: "a number is infinite or not a number, which no document can hold; write a text instead"
        case .tooDeep:
            "the document has more than \(ReadingLimits.maximumDepth) levels, which no API server takes; flatten it"
        case .tooLarge: "the texts of the document are larger than 4 GiB; divide it"
        }
    }
}
