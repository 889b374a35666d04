import GitOpsDiff
import GitOpsManifest

/// Applies a patch as the API server's library does, which in a few cases takes more than RFC 6902.
///
/// Negative indices count from the end of a list. A `test` of a member that is not there compares with null and, where that
/// fails, is a test that does not hold, not an error.
///
/// Source: https://github.com/evanphx/json-patch, version 4, and `json_patch.go` in
/// `k8s.io/apiserver/pkg/admission/plugin/policy/mutating/patch`.
struct AdmissionJSONPatch {
    enum Outcome {
        case patched(Node)
        case testFailed(operation: Int)
    }

    private var remaining: [JSONPatch.Operation]
    /// One for the whole patch, however often it is begun anew.
    private var budget: PatchBudget
    /// Operations that are done with.
    private var done = 0
    private var object: Node

    init(_ patch: JSONPatch, to object: Node, budget: PatchBudget) {
        remaining = patch.operations
        self.object = object
        self.budget = budget
    }

    /// The object after all operations. Complexity: that of `JSONPatch.apply`, and that again for each operation that only the
    /// server's library takes.
    mutating func run() throws(MutationFailure) -> Outcome {
        while !remaining.isEmpty {
            let before = budget
            do throws(PatchError) {
                return .patched(try JSONPatch(remaining).apply(to: object, budget: &budget).root)
            } catch {
                budget = before
                if let outcome = try settle(error) { return outcome }
            }
        }
        return .patched(object)
    }

    /// Goes on behind an operation that failed, or tells how the patch ends.
    private mutating func settle(_ error: PatchError) throws(MutationFailure) -> Outcome? {
        guard let index = error.operation, index < remaining.count else { throw Self.failure(error, at: 0) }
        if error.problem == .testFailed { return .testFailed(operation: done + index) }
        do throws(PatchError) {
            let before = JSONPatch(Array(remaining[..<index]))
            object = try before.apply(to: object, budget: &budget).root
        } catch {
            throw Self.failure(error, at: done)
        }
        let operation = remaining[index]
        remaining.removeFirst(index)
        done += index
        if case .test(let path, let value) = operation, error.problem == .notFound, isMemberMissing(path) {
            guard value.isNull else { return .testFailed(operation: done) }
            remaining.removeFirst()
            done += 1
            return nil
        }
        guard let counted = counted(operation) else { throw Self.failure(error, at: done - index) }
        remaining[0] = counted
        return nil
    }

    private static func failure(_ error: PatchError, at offset: Int) -> MutationFailure {
        let moved = PatchError(
            operation: error.operation.map { $0 + offset }, pointer: error.pointer, problem: error.problem)
        return MutationFailure("JSON Patch: \(moved)")
    }

    /// Only the last token of a pointer finds nothing, in an object.
    private func isMemberMissing(_ path: JSONPointer) -> Bool {
        node(at: path.tokens.dropLast()).map { $0.kind == .object } ?? false
    }

    private func node(at tokens: some Sequence<String>) -> Node? {
        var node = object
        for token in tokens {
            let next = node.kind == .array ? Int(token).flatMap { node[$0] } : node[token]
            guard let next else { return nil }
            node = next
        }
        return node
    }

    // MARK: Negative indices

    /// The operation with negative indices counted from the beginning; `nil` when it has none that names an element.
    private func counted(_ operation: JSONPatch.Operation) -> JSONPatch.Operation? {
        switch operation {
        case .add(let path, let value): counted(path, adding: 1).map { .add(path: $0, value: value) }
        case .remove(let path): counted(path).map { .remove(path: $0) }
        case .replace(let path, let value): counted(path).map { .replace(path: $0, value: value) }
        case .test(let path, let value): counted(path).map { .test(path: $0, value: value) }
        case .move(let from, let path): pair(from, path, isMoved: true).map { .move(from: $0, path: $1) }
        case .copy(let from, let path): pair(from, path).map { .copy(from: $0, path: $1) }
        }
    }

    private func pair(
        _ from: JSONPointer, _ path: JSONPointer, isMoved: Bool = false
    ) -> (JSONPointer, JSONPointer)? {
        let first = counted(from)
        // Moved within its list, an element is taken out before it is put in.
        let isWithin =
            isMoved && from.tokens.dropLast().elementsEqual(path.tokens.dropLast()) { $0.hasSameBytes(as: $1) }
        let second = counted(path, adding: isWithin ? 0 : 1)
        return first == nil && second == nil ? nil : (first ?? from, second ?? path)
    }

    /// `adding` tells how many elements the last list has more when the index is looked at: a new element is counted with the
    /// others, so that -1 is the end.
    private func counted(_ pointer: JSONPointer, adding: Int = 0) -> JSONPointer? {
        var tokens = pointer.tokens
        var isChanged = false
        for position in tokens.indices where tokens[position].hasPrefix("-") && tokens[position] != "-" {
            guard let index = Int(tokens[position]), index < 0,
                let list = node(at: tokens[..<position]), list.kind == .array
            else { continue }
            let found = list.count + (position == tokens.count - 1 ? adding : 0) + index
            guard found >= 0 else { return nil }
            tokens[position] = "\(found)"
            isChanged = true
        }
        return isChanged ? JSONPointer(tokens) : nil
    }
}
