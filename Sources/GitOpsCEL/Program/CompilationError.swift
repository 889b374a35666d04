/// Why a checked expression is refused when its program is made.
public struct CompilationError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong, in the words of the API server.
    public let message: String
    /// The byte of the expression it is about.
    public let offset: Int

    init(_ message: String, offset: UInt32) {
        self.message = message
        self.offset = Int(offset)
    }

    /// The message.
    public var description: String { message }
}
