#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The bytes of one file, blob or literal, in UTF-8, shared by every document that was read from it.
///
/// A `SourceText` is immutable: documents keep byte offsets into it instead of copies of their strings. UTF-16 input is
/// turned into UTF-8 on the way in; a byte order mark is kept as part of the bytes and skipped by the readers.
public struct SourceText: Sendable {
    /// What people call this text: a path, `deploy.yaml@4f1c2aa`, `<stdin>`.
    public let name: String
    /// The encoding the bytes had before they were turned into UTF-8.
    public let encoding: Encoding
    package let storage: SourceStorage

    /// How the bytes were encoded on arrival.
    public enum Encoding: Sendable, Hashable {
        case utf8, utf16LittleEndian, utf16BigEndian
    }

    /// Copies `bytes`. Complexity: O(count).
    public init(_ bytes: some Collection<UInt8>, name: String = "<memory>") {
        let copy =
            bytes.withContiguousStorageIfAvailable { SourceStorage(copying: UnsafeRawBufferPointer($0)) }
            ?? Array(bytes).withUnsafeBytes { SourceStorage(copying: $0) }
        self.init(storage: copy, name: name)
    }

    /// Copies the UTF-8 bytes of `text`. Complexity: O(count).
    public init(_ text: String, name: String = "<memory>") {
        var text = text
        let copy = text.withUTF8 { SourceStorage(copying: UnsafeRawBufferPointer($0)) }
        self.init(storage: copy, name: name)
    }

    /// Copies the bytes behind `bytes`. Complexity: O(count).
    public init(copying bytes: UnsafeRawBufferPointer, name: String) {
        self.init(storage: SourceStorage(copying: bytes), name: name)
    }

    package init(storage: SourceStorage, name: String) {
        self.name = name
        (self.storage, self.encoding) = UTF16Transcoding.utf8(storage)
    }

    /// Keyed hash of the bytes; meaningful only within this process. Complexity: O(byteCount).
    package var contentHash: UInt64 { ContentHash.bytes(storage.base, storage.count) }

    /// Whether both hold the very same memory, not merely equal bytes.
    package func sharesBytes(with other: SourceText) -> Bool { storage === other.storage }

    /// The number of UTF-8 bytes.
    public var byteCount: Int { storage.count }

    /// Calls `body` with the bytes; the buffer must not escape.
    public func withUnsafeBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(UnsafeRawBufferPointer(start: storage.base, count: storage.count))
    }

    /// The text of a byte range, clamped to the source; bytes that are not UTF-8 become U+FFFD.
    public subscript(range: Range<Int>) -> String {
        let clamped = range.clamped(to: 0..<storage.count)
        return withUnsafeBytes { String(decoding: UnsafeRawBufferPointer(rebasing: $0[clamped]), as: UTF8.self) }
    }

    /// The line (counted from 1) without its line break, or `nil` past the end. Complexity: O(byteCount).
    public func line(_ number: Int) -> String? {
        guard number >= 1 else { return nil }
        return withUnsafeBytes { bytes in
            var current = 1
            var start = 0
            while current < number {
                guard let newline = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
                start = newline + 1
                current += 1
            }
            guard start < bytes.count || current == 1 else { return nil }
            var end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
            return String(decoding: UnsafeRawBufferPointer(rebasing: bytes[start..<end]), as: UTF8.self)
        }
    }
}

extension SourceText {
    /// The position of a byte offset. Complexity: O(1), at the first call O(byteCount).
    package func position(atByte offset: Int) -> SourcePosition {
        let mark = mark(atByte: offset)
        return SourcePosition(line: mark.line, column: mark.column, byteOffset: mark.end)
    }

    /// The position of a byte offset whose line is known. Complexity: O(1), at the first call O(byteCount).
    package func position(atByte offset: Int, line: Int) -> SourcePosition {
        let near = withUnsafeBytes { bytes -> SourcePosition? in
            let end = min(max(offset, 0), bytes.count)
            guard var mark = Self.lineStart(before: end, in: bytes) else { return nil }
            mark.advance(to: end, in: bytes)
            return SourcePosition(line: line, column: mark.column, byteOffset: end)
        }
        if let near { return near }
        let mark = mark(atByte: offset)
        return SourcePosition(line: line, column: mark.column, byteOffset: mark.end)
    }

    private func mark(atByte offset: Int) -> (line: Int, column: Int, end: Int) {
        withUnsafeBytes { bytes in
            let end = min(max(offset, 0), bytes.count)
            let mark = storage.lineMarks.mark(at: end, in: bytes)
            return (mark.line, mark.column, end)
        }
    }

    /// Where the key of a value begins: before the value, or behind it when an alias brought the value here.
    ///
    /// Complexity: O(distance between key and value), at the first call O(byteCount).
    package func keyPosition(_ span: SourceSpan) -> SourcePosition {
        let (key, value) = (Int(span.keyStart), Int(span.start))
        let between = withUnsafeBytes { bytes in
            bytes[min(key, value)..<max(key, value)].reduce(0) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 }
        }
        return position(atByte: key, line: Int(span.line) + (key < value ? -between : between))
    }

    /// Where the line begins that a byte stands in, where that is near: only long lines take marks.
    private static func lineStart(before end: Int, in bytes: UnsafeRawBufferPointer) -> LineMarks.Mark? {
        var start = end
        let last = max(0, end - LineMarks.distance)
        while start > last, bytes[start - 1] != UInt8(ascii: "\n") { start -= 1 }
        return start > last || start == 0 ? LineMarks.Mark(offset: start) : nil
    }
}
