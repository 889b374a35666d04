public import GitOpsManifest

extension JSONPatch {
    /// The document after all operations; the first that fails makes the whole patch fail.
    ///
    /// Only the containers on the way to a changed value are opened. Complexity: O(size of the document + operations ·
    /// members passed).
    ///
    /// - Parameters:
    ///   - base: the value that the patch is for.
    ///   - maximumCopiedValues: how many values `copy` operations may add in all; twenty of them could double a document
    ///     a million times.
    /// - Throws: `PatchError`, naming the operation and the pointer.
    public func apply(to base: Node, maximumCopiedValues: Int = 1_000_000) throws(PatchError) -> Document {
        var budget = PatchBudget(values: maximumCopiedValues)
        return try apply(to: base, budget: &budget)
    }

    /// As above, within a budget that several patches may share.
    package func apply(to base: Node, budget: inout PatchBudget) throws(PatchError) -> Document {
        var value = MutableValue.node(base)
        for (index, operation) in operations.enumerated() {
            do throws(Failure) {
                try Self.apply(operation, to: &value, &budget)
            } catch {
                throw PatchError(operation: index, pointer: error.pointer.description, problem: error.problem)
            }
        }
        guard let document = value.document() else { throw PatchError(operation: nil, pointer: "", problem: .tooDeep) }
        return document
    }

    private struct Failure: Error {
        let pointer: JSONPointer
        let problem: PatchError.Problem
    }

    private static func apply(
        _ operation: Operation, to value: inout MutableValue, _ budget: inout PatchBudget
    ) throws(Failure) {
        for pointer in operation.pointers where pointer.tokens.count > ReadingLimits.maximumDepth {
            throw Failure(pointer: JSONPointer(), problem: .tooDeep)
        }
        switch operation {
        case .add(let path, let new):
            try charge(new, path, &budget)
            try add(.node(new), at: path, path.tokens[...], to: &value)
        case .remove(let path): _ = try remove(at: path, path.tokens[...], from: &value)
        case .replace(let path, let new):
            try charge(new, path, &budget)
            try replace(with: .node(new), at: path, path.tokens[...], in: &value)
        case .move(let from, let path):
            guard
                !(path.tokens.count > from.tokens.count
                    && path.tokens.starts(with: from.tokens, by: { $0.hasSameBytes(as: $1) }))
            else {
                throw Failure(pointer: path, problem: .moveIntoItself)
            }
            if from == path {
                _ = try find(from, from.tokens[...], in: value)
                return
            }
            let moved = try remove(at: from, from.tokens[...], from: &value)
            try add(moved, at: path, path.tokens[...], to: &value)
        case .copy(let from, let path):
            let copy = try find(from, from.tokens[...], in: value)
            guard copy.isCounted(in: &budget) else { throw Failure(pointer: from, problem: .tooManyCopies) }
            try add(copy, at: path, path.tokens[...], to: &value)
        case .test(let path, let expected):
            let found = try find(path, path.tokens[...], in: value)
            let matches: Bool
            if case .node(let node) = found {
                matches = node == expected
            } else {
                matches = found.document()?.root == expected
            }
            if !matches { throw Failure(pointer: path, problem: .testFailed) }
        }
    }

    /// What a patch brings itself counts where many operations may share one long text.
    private static func charge(_ new: Node, _ path: JSONPointer, _ budget: inout PatchBudget) throws(Failure) {
        guard budget.bytes < .max else { return }
        var own = PatchBudget(values: .max, bytes: budget.bytes)
        guard MutableValue.node(new).isCounted(in: &own) else { throw Failure(pointer: path, problem: .tooManyCopies) }
        budget.bytes = own.bytes
    }

    private static func find(
        _ pointer: JSONPointer, _ tokens: ArraySlice<String>, in value: MutableValue
    ) throws(Failure) -> MutableValue {
        guard let token = tokens.first else { return value }
        switch value.opened {
        case .object(let members):
            guard let member = members.first(where: { $0.name.hasSameBytes(as: token) }) else {
                throw Failure(pointer: pointer, problem: .notFound)
            }
            return try find(pointer, tokens.dropFirst(), in: member.value)
        case .array(let elements):
            return try find(pointer, tokens.dropFirst(), in: elements[try index(token, pointer, below: elements.count)])
        case .node: throw Failure(pointer: pointer, problem: .notFound)
        }
    }

    private static func index(_ token: String, _ pointer: JSONPointer, below count: Int) throws(Failure) -> Int {
        guard let index = JSONPointer.index(token), index < count else {
            throw Failure(pointer: pointer, problem: .badIndex)
        }
        return index
    }

    /// Goes to the container of the pointer's last token and lets `body` change it.
    private static func edit<Result>(
        _ pointer: JSONPointer, _ tokens: ArraySlice<String>, _ value: inout MutableValue,
        _ body: (inout MutableValue, String) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        guard let token = tokens.first else { throw Failure(pointer: pointer, problem: .notFound) }
        value = value.opened
        if tokens.count == 1 { return try body(&value, token) }
        switch value {
        case .object(var members):
            guard let position = members.firstIndex(where: { $0.name.hasSameBytes(as: token) }) else {
                throw Failure(pointer: pointer, problem: .notFound)
            }
            let result = try edit(pointer, tokens.dropFirst(), &members[position].value, body)
            value = .object(members)
            return result
        case .array(var elements):
            let position = try index(token, pointer, below: elements.count)
            let result = try edit(pointer, tokens.dropFirst(), &elements[position], body)
            value = .array(elements)
            return result
        case .node: throw Failure(pointer: pointer, problem: .notFound)
        }
    }

    private static func add(
        _ new: MutableValue, at pointer: JSONPointer, _ tokens: ArraySlice<String>, to value: inout MutableValue
    ) throws(Failure) {
        guard !tokens.isEmpty else { return value = new }
        try edit(pointer, tokens, &value) { (container, token) throws(Failure) in
            switch container {
            case .object(var members):
                if let position = members.firstIndex(where: { $0.name.hasSameBytes(as: token) }) {
                    members[position].value = new
                } else {
                    members.append(MutableValue.Member(name: token, value: new))
                }
                container = .object(members)
            case .array(var elements):
                let position = token == "-" ? elements.count : try index(token, pointer, below: elements.count + 1)
                elements.insert(new, at: position)
                container = .array(elements)
            case .node: throw Failure(pointer: pointer, problem: .notFound)
            }
        }
    }

    private static func remove(
        at pointer: JSONPointer, _ tokens: ArraySlice<String>, from value: inout MutableValue
    ) throws(Failure) -> MutableValue {
        guard !tokens.isEmpty else { throw Failure(pointer: pointer, problem: .notFound) }
        return try edit(pointer, tokens, &value) { (container, token) throws(Failure) in
            switch container {
            case .object(var members):
                guard let position = members.firstIndex(where: { $0.name.hasSameBytes(as: token) }) else {
                    throw Failure(pointer: pointer, problem: .notFound)
                }
                let removed = members.remove(at: position).value
                container = .object(members)
                return removed
            case .array(var elements):
                let removed = elements.remove(at: try index(token, pointer, below: elements.count))
                container = .array(elements)
                return removed
            case .node: throw Failure(pointer: pointer, problem: .notFound)
            }
        }
    }

    private static func replace(
        with new: MutableValue, at pointer: JSONPointer, _ tokens: ArraySlice<String>, in value: inout MutableValue
    ) throws(Failure) {
        guard !tokens.isEmpty else { return value = new }
        try edit(pointer, tokens, &value) { (container, token) throws(Failure) in
            switch container {
            case .object(var members):
                guard let position = members.firstIndex(where: { $0.name.hasSameBytes(as: token) }) else {
                    throw Failure(pointer: pointer, problem: .notFound)
                }
                members[position].value = new
                container = .object(members)
            case .array(var elements):
                elements[try index(token, pointer, below: elements.count)] = new
                container = .array(elements)
            case .node: throw Failure(pointer: pointer, problem: .notFound)
            }
        }
    }
}
