public import GitOpsManifest

/// A list of operations on a JSON value (RFC 6902).
public struct JSONPatch: Sendable {
    /// The operations, in order.
    public var operations: [Operation]

    /// One operation.
    public enum Operation: Sendable {
        case add(path: JSONPointer, value: Node)
        case remove(path: JSONPointer)
        case replace(path: JSONPointer, value: Node)
        case move(from: JSONPointer, path: JSONPointer)
        case copy(from: JSONPointer, path: JSONPointer)
        case test(path: JSONPointer, value: Node)

        /// The pointers it uses.
        var pointers: [JSONPointer] {
            switch self {
            case .add(let path, _), .remove(let path), .replace(let path, _), .test(let path, _): [path]
            case .move(let from, let path), .copy(let from, let path): [from, path]
            }
        }
    }

    /// A patch of the given operations.
    public init(_ operations: [Operation] = []) { self.operations = operations }
}

/// Why a patch could not be read or applied.
public struct PatchError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Number of the operation, counted from 0; `nil` when the patch as a whole is wrong.
    public let operation: Int?
    /// The pointer concerned, or empty.
    public let pointer: String
    /// What is wrong.
    public let problem: Problem

    /// The kinds of problems.
    public enum Problem: Sendable, Hashable {
        /// The patch is not a list of operations, or a member is missing or of the wrong type.
        case malformed(String)
        /// Nothing stands at the pointer.
        case notFound
        /// The index is not a number, has a leading zero or a sign where the dialect has none, or is not one of the list.
        case badIndex
        /// The value is not the one that `test` expects.
        case testFailed
        /// A value cannot be moved into itself.
        case moveIntoItself
        /// The values that `copy` operations add, or the bytes of texts that operations add, are more than allowed.
        case tooManyCopies
        /// Operations pass more values on their ways than allowed.
        case tooManySteps
        /// The result would be nested deeper than documents may be.
        case tooDeep
        /// The result would have more bytes of texts than documents may have.
        case tooLarge
    }

    package init(operation: Int?, pointer: String, problem: Problem) {
        self.operation = operation
        self.pointer = pointer
        self.problem = problem
    }

    /// The operation, the pointer, what is wrong and what to do.
    public var description: String {
        let place = operation.map { "operation \($0)" } ?? "the patch"
        let target = pointer.isEmpty ? "" : " at \"\(pointer)\""
        switch problem {
        case .malformed(let expected): return "\(place)\(target) is malformed: \(expected)"
        case .notFound: return "\(place): nothing stands\(target); check the pointer against the document"
        case .badIndex: return "\(place): the index\(target) is not one of the list; indices count from 0, - is the end"
        case .testFailed: return "\(place): the value\(target) is not the expected one; make the patch anew"
        case .moveIntoItself: return "\(place): a value cannot be moved into itself\(target); name another place"
        case .tooManyCopies: return "\(place): too much is added\(target); raise the limit if you trust it"
        case .tooManySteps:
            return "\(place): too many values are passed on the ways\(target); raise the limit if you trust the patch"
        case .tooDeep:
            return "\(place): the result is nested deeper than \(ReadingLimits.maximumDepth) levels; nest less"
        case .tooLarge: return "\(place): the result has more than 4 GiB of texts; add less"
        }
    }
}
