/// The macros over lists and maps. What a turn costs is what cel-go's fold costs that the macro expands to: reading the
/// accumulator, `@not_strictly_false`, the list around a new element, and so on.
extension Evaluation {
    /// A range that is being looped over.
    private struct Loop {
        var range: Value
        var count: Int
        var slot: Int
        var hasTwo: Bool
    }

    /// The range; an error when it is none.
    @inline(__always)
    private mutating func loop(_ instruction: Instruction, _ index: UInt32, _ failure: inout Value) -> Loop? {
        let range = evaluate(instruction.a)
        guard range.isList || range.isMap else {
            failure = range.isError ? range : notIterable(range, index)
            return nil
        }
        return Loop(
            range: range, count: count(of: range), slot: Int(instruction.c),
            hasTwo: instruction.flags.contains(.hasTwoVariables))
    }

    @inline(never)
    private mutating func notIterable(_ range: Value, _ index: UInt32) -> Value {
        instruction = index
        return fail(.noSuchOverload, "got '\(typeName(of: range))', expected iterable type")
    }

    /// Fills the variables of a turn. An element that is an error becomes one where it is read.
    @inline(__always)
    private mutating func bind(_ loop: Loop, turn: Int) {
        if !loop.hasTwo {
            code.locals[loop.slot] =
                loop.range.isList ? element(of: loop.range, at: turn) : key(of: loop.range, at: turn)
        } else if loop.range.isList {
            code.locals[loop.slot] = .integer(Int64(turn))
            code.locals[loop.slot + 1] = element(of: loop.range, at: turn)
        } else {
            code.locals[loop.slot] = key(of: loop.range, at: turn)
            code.locals[loop.slot + 1] = value(of: loop.range, at: turn)
        }
    }

    // MARK: Quantifiers

    /// The error that a turn without an answer leaves, after what was before.
    @inline(never)
    private mutating func failedTurn(_ value: Value, after result: Value, _ index: UInt32) -> Value {
        if result.isError { return value.isError ? decisive(result, value) : result }
        return value.isError ? value : operatorFailure(index)
    }

    mutating func all(_ instruction: Instruction, _ index: UInt32) -> Value {
        var failure = Value.null
        guard let loop = loop(instruction, index, &failure) else { return failure }
        var result = Value.yes
        for turn in 0..<loop.count {
            cost &+= 2
            if result.isFalse { break }
            cost &+= 1
            bind(loop, turn: turn)
            let value = evaluate(instruction.b)
            if value.isFalse {
                result = .no
            } else if !value.isTrue {
                result = failedTurn(value, after: result, index)
            }
            if mustStop() { return final ?? result }
        }
        cost &+= 1
        return result
    }

    mutating func exists(_ instruction: Instruction, _ index: UInt32) -> Value {
        var failure = Value.null
        guard let loop = loop(instruction, index, &failure) else { return failure }
        var result = Value.no
        for turn in 0..<loop.count {
            cost &+= 3
            if result.isTrue { break }
            cost &+= 1
            bind(loop, turn: turn)
            let value = evaluate(instruction.b)
            if value.isTrue {
                result = .yes
            } else if !value.isFalse {
                result = failedTurn(value, after: result, index)
            }
            if mustStop() { return final ?? result }
        }
        cost &+= 1
        return result
    }

    mutating func existsOne(_ instruction: Instruction, _ index: UInt32) -> Value {
        var failure = Value.null
        guard let loop = loop(instruction, index, &failure) else { return failure }
        var found = 0
        var error: Value?
        for turn in 0..<loop.count {
            bind(loop, turn: turn)
            let value = evaluate(instruction.b)
            if value.isTrue {
                cost &+= 2
                found += 1
            } else if !value.isFalse, error == nil {
                error = value.isError ? value : operatorFailure(index)
            }
            if mustStop() { return final ?? .no }
        }
        cost &+= 2
        return error ?? .boolean(found == 1)
    }

    // MARK: Lists

    mutating func filter(_ instruction: Instruction, _ index: UInt32) -> Value {
        var failure = Value.null
        guard let loop = loop(instruction, index, &failure) else { return failure }
        guard let values = takeValues(loop.count) else { return outOfMemory() }
        var filled = 0
        var error: Value?
        for turn in 0..<loop.count {
            bind(loop, turn: turn)
            let value = evaluate(instruction.b)
            if value.isTrue {
                cost &+= 13
                let element = code.locals[loop.slot]
                if element.isError { error = error ?? element }
                (values + filled).initialize(to: element)
                filled += 1
            } else if !value.isFalse, error == nil {
                error = value.isError ? value : operatorFailure(index)
            }
            if mustStop() { return final ?? .emptyList }
        }
        cost &+= 1
        return error ?? Value(tag: .list, count: UInt32(filled), payload: UInt64(UInt(bitPattern: values)))
    }

    mutating func transform(_ instruction: Instruction, _ index: UInt32) -> Value {
        var failure = Value.null
        guard let loop = loop(instruction, index, &failure) else { return failure }
        guard let values = takeValues(loop.count) else { return outOfMemory() }
        var filled = 0
        var error: Value?
        let (filter, body) = filterAndBody(instruction, isFiltered: instruction.operation == .transformFiltered)
        let turnCost: UInt64 = instruction.flags.contains(.isConstantElement) ? 2 : 12
        for turn in 0..<loop.count {
            bind(loop, turn: turn)
            if passes(filter, &error, index) {
                cost &+= turnCost
                let value = evaluate(body)
                if value.isError { error = error ?? value }
                (values + filled).initialize(to: value)
                filled += 1
            }
            if mustStop() { return final ?? .emptyList }
        }
        cost &+= 1
        return error ?? Value(tag: .list, count: UInt32(filled), payload: UInt64(UInt(bitPattern: values)))
    }

    private func filterAndBody(_ instruction: Instruction, isFiltered: Bool) -> (filter: UInt32?, body: UInt32) {
        guard isFiltered else { return (nil, instruction.b) }
        let inner = code.instructions[Int(instruction.b)]
        return (inner.a, inner.b)
    }

    @inline(__always)
    private mutating func passes(_ filter: UInt32?, _ error: inout Value?, _ index: UInt32) -> Bool {
        guard let filter else { return true }
        let value = evaluate(filter)
        if value.isTrue { return true }
        if !value.isFalse, error == nil { error = value.isError ? value : operatorFailure(index) }
        return false
    }

    // MARK: Maps

    mutating func transformMap(_ instruction: Instruction, _ index: UInt32) -> Value {
        var failure = Value.null
        guard let loop = loop(instruction, index, &failure) else { return failure }
        let isFiltered =
            instruction.operation == .transformMapFiltered || instruction.operation == .transformEntryFiltered
        let isEntry = instruction.operation == .transformEntry || instruction.operation == .transformEntryFiltered
        let (filter, body) = filterAndBody(instruction, isFiltered: isFiltered)
        var entries: [Value] = []
        var error: Value?
        for turn in 0..<loop.count {
            bind(loop, turn: turn)
            if passes(filter, &error, index) {
                cost &+= 1
                // Once there is an error, the insertion reads no further than its first argument.
                if error == nil {
                    cost &+= isEntry ? 1 : 2
                    let value = evaluate(body)
                    error = insert(value, isEntry ? nil : code.locals[loop.slot], into: &entries, index)
                }
            }
            if mustStop() { return final ?? .emptyMap }
        }
        cost &+= 1
        return error ?? map(of: entries, index)
    }

    /// Adds an entry, or those of a map; answers an error if there is one.
    private mutating func insert(
        _ value: Value, _ key: Value?, into entries: inout [Value], _ index: UInt32
    ) -> Value? {
        if value.isError { return value }
        if let key {
            entries += [key, value]
            return key.isError ? key : nil
        }
        guard value.isMap else { return operatorFailure(index) }
        for position in 0..<count(of: value) {
            entries += [self.key(of: value, at: position), self.value(of: value, at: position)]
        }
        return nil
    }

    mutating func map(of entries: [Value], _ index: UInt32) -> Value {
        let count = entries.count / 2
        guard count > 0 else { return .emptyMap }
        guard let place = takeValues(entries.count + MapIndex.slotCount(entries: count) / 4) else {
            return outOfMemory()
        }
        for (offset, value) in entries.enumerated() { (place + offset).initialize(to: value) }
        return finishMap(place, count, index, repeated: "insert failed: key already exists: ")
    }
}
