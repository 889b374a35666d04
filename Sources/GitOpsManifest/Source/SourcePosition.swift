/// A place in a `SourceText`.
public struct SourcePosition: Sendable, Hashable, Comparable {
    /// Counted from 1.
    public let line: Int
    /// Counted from 1, in Unicode scalars; a tab counts as one, a byte order mark as none.
    public let column: Int
    /// Counted from 0, in UTF-8 bytes.
    public let byteOffset: Int

    /// A position from its parts.
    public init(line: Int, column: Int, byteOffset: Int) {
        self.line = line
        self.column = column
        self.byteOffset = byteOffset
    }

    /// By byte offset.
    public static func < (left: Self, right: Self) -> Bool { left.byteOffset < right.byteOffset }
}

extension SourcePosition: CustomStringConvertible {
    /// `line:column`, as compilers print it.
    public var description: String { "\(line):\(column)" }
}
