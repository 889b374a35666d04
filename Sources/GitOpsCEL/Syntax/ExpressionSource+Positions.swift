public import GitOpsManifest

extension ExpressionSource {
    /// Line and column of a byte, both counted from 1, the column in Unicode scalars. Complexity: O(length).
    package func lineAndColumn(atByte offset: Int) -> (line: Int, column: Int) {
        var line = 1
        var column = 1
        for byte in text.utf8.prefix(max(0, offset)) {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        return (line, column)
    }

    /// Where a byte of the expression stands in the manifest; `nil` without one.
    ///
    /// Exact in scalars of every style: plain, quoted, and the blocks `|` and `>`. A byte inside blanks at a line
    /// break, or in an escape of a quoted scalar, has the position where the blanks end or the escape begins. Where the
    /// text is not that of the scalar (the caller took only a part of it, or the value came through an alias with a
    /// tag), the position is that of the scalar. Complexity: O(length).
    public func position(atByte offset: Int) -> SourcePosition? {
        guard let node, let range = node.sourceRange, let start = node.position else { return nil }
        let source = node.document.source
        return source.withUnsafeBytes { bytes -> SourcePosition? in
            guard range.upperBound <= bytes.count else { return start }
            var alignment = ScalarAlignment(UnsafeRawBufferPointer(rebasing: bytes[range]))
            var text = text
            guard let found = text.withUTF8({ alignment.offset(ofByte: offset, in: $0) }) else { return start }
            return Self.position(byte: range.lowerBound + found, after: start, in: bytes)
        }
    }

    private static func position(
        byte offset: Int, after start: SourcePosition, in bytes: UnsafeRawBufferPointer
    ) -> SourcePosition {
        var line = start.line
        var column = start.column
        for index in start.byteOffset..<max(start.byteOffset, min(offset, bytes.count)) {
            if bytes[index] == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if bytes[index] & 0xC0 != 0x80 {
                column += 1
            }
        }
        return SourcePosition(line: line, column: column, byteOffset: offset)
    }
}
