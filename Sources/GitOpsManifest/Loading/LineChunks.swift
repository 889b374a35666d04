#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A file of JSON lines in pieces that end before a line that begins with `{`, so that files larger than memory can be
/// read.
package struct LineChunks: ~Copyable {
    /// A piece of the file.
    package struct Chunk: Sendable {
        /// The bytes, called after the file.
        package let source: SourceText
        /// Lines of the file before it.
        package let lines: Int
        /// Bytes of the file before it.
        package let bytes: Int

        /// A whole file.
        package init(_ source: SourceText) { self.init(source: source, lines: 0, bytes: 0) }

        init(source: SourceText, lines: Int, bytes: Int) {
            self.source = source
            self.lines = lines
            self.bytes = bytes
        }
    }

    /// What is next in the file.
    package enum Piece: Sendable {
        case chunk(Chunk)
        /// A value that is larger than the maximum begins here. It is left out.
        case tooLarge(SourcePosition)
    }

    /// What messages call the file.
    package let name: String
    private let descriptor: Int32
    private let size: Int
    private let maximum: Int
    private var lines = 0
    private var bytes = 0
    /// What was read behind the last piece.
    private var pending: [UInt8] = []
    private var isAtEnd = false

    /// Opens a file; `-` is standard input.
    ///
    /// - Parameters:
    ///   - size: bytes of a piece, about.
    ///   - maximum: the largest value, on one line or on many.
    package init(path: String, size: Int = 4 << 20, maximum: Int) throws(DocumentError) {
        name = path == "-" ? "<stdin>" : path
        self.maximum = min(max(1, maximum), Int(Int32.max))
        self.size = min(max(1, size), self.maximum)
        descriptor = path == "-" ? dup(0) : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw DocumentError(
                problem: .unreadableFile(FileReading.Failure.last.reason), sourceName: name, position: nil)
        }
    }

    deinit { close(descriptor) }

    /// The next piece, or `nil` at the end.
    package mutating func next() throws(DocumentError) -> Piece? {
        var wanted = size
        var searched = 0
        while true {
            try fill(upTo: wanted)
            if isAtEnd, pending.count <= maximum { return pending.isEmpty ? nil : .chunk(take(pending.count)) }
            if let end = lastBoundary(behind: searched) { return .chunk(take(end)) }
            guard pending.count <= maximum else { return .tooLarge(try skipValue()) }
            searched = max(0, pending.count - 1)
            wanted = min(maximum + 1, pending.count * 2)
        }
    }

    /// Leaves out what comes before the next line that begins with `{`, and tells where it began.
    private mutating func skipValue() throws(DocumentError) -> SourcePosition {
        let start = SourcePosition(line: lines + 1, column: 1, byteOffset: bytes)
        while true {
            if let end = firstBoundary {
                drop(end)
                return start
            }
            if isAtEnd {
                drop(pending.count)
                return start
            }
            // The last byte may be the line feed before a `{`.
            drop(max(0, pending.count - 1))
            try fill(upTo: size + 1)
        }
    }

    private mutating func fill(upTo count: Int) throws(DocumentError) {
        while pending.count < count, !isAtEnd {
            let start = pending.count
            let room = min(1 << 20, max(1, count - start))
            pending.append(contentsOf: repeatElement(0, count: room))
            let read = pending.withUnsafeMutableBytes { buffer -> Int in
                guard let base = buffer.baseAddress else { return 0 }
                return FileReading.readSome(descriptor, base + start, room)
            }
            pending.removeLast(room - max(0, read))
            guard read >= 0 else {
                throw DocumentError(
                    problem: .unreadableFile(FileReading.Failure.last.reason), sourceName: name, position: nil)
            }
            isAtEnd = read == 0
        }
    }

    /// Where the last line that begins with `{` begins.
    private func lastBoundary(behind start: Int) -> Int? {
        var index = pending.count - 1
        while index > start {
            if pending[index] == UInt8(ascii: "{"), pending[index - 1] == UInt8(ascii: "\n") { return index }
            index -= 1
        }
        return nil
    }

    /// Where the first line behind this one begins that begins with `{`.
    private var firstBoundary: Int? {
        pending.indices.dropFirst().first {
            pending[$0] == UInt8(ascii: "{") && pending[$0 - 1] == UInt8(ascii: "\n")
        }
    }

    private mutating func take(_ count: Int) -> Chunk {
        let source = pending.withUnsafeBytes {
            SourceText(copying: UnsafeRawBufferPointer(rebasing: $0[..<count]), name: name)
        }
        let chunk = Chunk(source: source, lines: lines, bytes: bytes)
        drop(count)
        return chunk
    }

    private mutating func drop(_ count: Int) {
        lines += pending[..<count].reduce(0) { $1 == UInt8(ascii: "\n") ? $0 + 1 : $0 }
        bytes += count
        pending.removeFirst(count)
    }
}
