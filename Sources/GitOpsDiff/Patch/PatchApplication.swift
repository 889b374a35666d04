import GitOpsManifest

/// Applies one operation after the other to a value under edit.
struct PatchApplication {
    let dialect: JSONPatch.Dialect
    private(set) var budget: PatchBudget

    struct Failure: Error {
        let pointer: JSONPointer
        let problem: PatchError.Problem
    }

    init(_ dialect: JSONPatch.Dialect, budget: PatchBudget) {
        self.dialect = dialect
        self.budget = budget
    }

    /// On failure the value is left as it is by then.
    mutating func apply(_ operation: JSONPatch.Operation, to value: inout MutableValue) throws(Failure) {
        for pointer in operation.pointers where pointer.tokens.count > ReadingLimits.maximumDepth {
            throw Failure(pointer: JSONPointer(), problem: .tooDeep)
        }
        switch operation {
        case .add(let path, let new):
            try charge(new, path)
            try edit(path, .add(.node(new)), &value)
        case .remove(let path): try edit(path, .remove, &value)
        case .replace(let path, let new):
            try charge(new, path)
            try edit(path, .replace(.node(new)), &value)
        case .move(let from, let path): try move(from, path, &value)
        case .copy(let from, let path): try copy(from, path, &value)
        case .test(let path, let expected):
            if try !holds(path, expected, value) { throw Failure(pointer: path, problem: .testFailed) }
        }
    }

    // MARK: Operations

    private mutating func move(
        _ from: JSONPointer, _ path: JSONPointer, _ value: inout MutableValue
    ) throws(Failure) {
        if dialect == .rfc6902 {
            guard
                !(path.tokens.count > from.tokens.count
                    && path.tokens.starts(with: from.tokens, by: { $0.hasSameBytes(as: $1) }))
            else {
                throw Failure(pointer: path, problem: .moveIntoItself)
            }
            if from == path {
                guard try find(from, in: value) != nil else { throw Failure(pointer: from, problem: .notFound) }
                return
            }
        }
        guard let moved = try edit(from, .remove, &value) else { throw Failure(pointer: from, problem: .notFound) }
        try edit(path, .add(moved), &value)
    }

    private mutating func copy(
        _ from: JSONPointer, _ path: JSONPointer, _ value: inout MutableValue
    ) throws(Failure) {
        if dialect == .kubernetes, from.tokens.isEmpty { throw Failure(pointer: from, problem: .notFound) }
        let found = try find(from, in: value) ?? (dialect == .kubernetes ? MutableValue.null : nil)
        guard let found else { throw Failure(pointer: from, problem: .notFound) }
        guard found.isCounted(in: &budget) else { throw Failure(pointer: from, problem: .tooManyCopies) }
        try edit(path, .add(found), &value)
    }

    private mutating func holds(
        _ path: JSONPointer, _ expected: Node, _ value: MutableValue
    ) throws(Failure) -> Bool {
        switch try find(path, in: value) {
        case nil:
            if dialect == .rfc6902 { throw Failure(pointer: path, problem: .notFound) }
            return expected.isNull
        case .node(let node)?: return node == expected
        case let edited?:
            guard let document = try? edited.document() else { throw Failure(pointer: path, problem: .tooDeep) }
            try pass(document.valueCount, path)
            return document.root == expected
        }
    }

    // MARK: Budget

    /// What a patch brings itself counts where many operations may share one long text.
    private mutating func charge(_ new: Node, _ path: JSONPointer) throws(Failure) {
        guard budget.bytes < .max else { return }
        var own = PatchBudget(values: .max, bytes: budget.bytes)
        guard MutableValue.node(new).isCounted(in: &own) else { throw Failure(pointer: path, problem: .tooManyCopies) }
        budget.bytes = own.bytes
    }

    /// Takes what is looked at or moved aside from the budget.
    private mutating func pass(_ count: Int, _ pointer: JSONPointer) throws(Failure) {
        budget.steps -= count
        if budget.steps < 0 { throw Failure(pointer: pointer, problem: .tooManySteps) }
    }

    // MARK: Walking

    /// The value at a pointer; `nil` when the last token names a member that its object does not have.
    private mutating func find(_ pointer: JSONPointer, in value: MutableValue) throws(Failure) -> MutableValue? {
        var found = value
        for (depth, token) in pointer.tokens.enumerated() {
            let member: MutableValue?
            switch found {
            case .node(let node) where node.kind == .object:
                try pass(node.count, pointer)
                member = node[token].map { .node($0) }
            case .node(let node) where node.kind == .array:
                member = node[try index(token, pointer, below: node.count)].map { .node($0) }
            case .object(let object):
                try pass(object.lookupCost, pointer)
                member = object.value(of: token)
            case .array(let elements): member = elements[try index(token, pointer, below: elements.count)]
            case .node: throw Failure(pointer: pointer, problem: .notFound)
            }
            guard let member else {
                if depth == pointer.tokens.count - 1 { return nil }
                throw Failure(pointer: pointer, problem: .notFound)
            }
            found = member
        }
        return found
    }

    private enum Edit {
        case add(MutableValue)
        case replace(MutableValue)
        case remove
    }

    /// Changes what stands at a pointer, and gives what was removed.
    @discardableResult
    private mutating func edit(
        _ pointer: JSONPointer, _ edit: Edit, _ value: inout MutableValue
    ) throws(Failure) -> MutableValue? {
        if !pointer.tokens.isEmpty { return try walk(pointer, pointer.tokens[...], edit, &value) }
        switch edit {
        case .add(let new) where dialect == .rfc6902: value = new
        case .replace(let new) where dialect == .rfc6902 || new.isContainer: value = new
        case .add, .replace, .remove: throw Failure(pointer: pointer, problem: .notFound)
        }
        return nil
    }

    private mutating func walk(
        _ pointer: JSONPointer, _ tokens: ArraySlice<String>, _ edit: Edit, _ value: inout MutableValue
    ) throws(Failure) -> MutableValue? {
        guard let token = tokens.first else { throw Failure(pointer: pointer, problem: .notFound) }
        try pass(value.openingCost, pointer)
        let opened = value.opened
        // A second reference would have every change copy the container.
        value = .array([])
        switch consume opened {
        case .object(var object):
            defer { value = .object(object) }
            try pass(object.lookupCost, pointer)
            let position = object.position(of: token)
            if tokens.count == 1 { return try change(&object, token, at: position, edit, pointer) }
            guard let position else { throw Failure(pointer: pointer, problem: .notFound) }
            return try walk(pointer, tokens.dropFirst(), edit, &object[position])
        case .array(var elements):
            defer { value = .array(elements) }
            if tokens.count == 1 { return try change(&elements, token, edit, pointer) }
            let position = try index(token, pointer, below: elements.count)
            return try walk(pointer, tokens.dropFirst(), edit, &elements[position])
        case .node(let node):
            value = .node(node)
            throw Failure(pointer: pointer, problem: .notFound)
        }
    }

    private mutating func change(
        _ object: inout MutableObject, _ token: String, at position: Int?, _ edit: Edit, _ pointer: JSONPointer
    ) throws(Failure) -> MutableValue? {
        switch (edit, position) {
        case (.add(let new), let position?), (.replace(let new), let position?): object[position] = new
        case (.add(let new), nil): object.append(token, new)
        case (.replace(let new), nil) where dialect == .kubernetes: object.append(token, new)
        case (.remove, let position?): return object.remove(at: position)
        case (.replace, nil), (.remove, nil): throw Failure(pointer: pointer, problem: .notFound)
        }
        return nil
    }

    private mutating func change(
        _ elements: inout [MutableValue], _ token: String, _ edit: Edit, _ pointer: JSONPointer
    ) throws(Failure) -> MutableValue? {
        switch edit {
        case .add(let new):
            let position =
                token == "-" ? elements.count : try index(token, pointer, below: elements.count + 1)
            try pass(elements.count - position, pointer)
            elements.insert(new, at: position)
        case .replace(let new): elements[try index(token, pointer, below: elements.count)] = new
        case .remove:
            let position = try index(token, pointer, below: elements.count)
            try pass(elements.count - position, pointer)
            return elements.remove(at: position)
        }
        return nil
    }

    private func index(_ token: String, _ pointer: JSONPointer, below count: Int) throws(Failure) -> Int {
        let index =
            switch dialect {
            case .rfc6902: JSONPointer.index(token)
            case .kubernetes: Int(token).map { $0 < 0 ? $0 + count : $0 }
            }
        guard let index, (0..<count).contains(index) else { throw Failure(pointer: pointer, problem: .badIndex) }
        return index
    }
}
