extension ProgramBuilder {
    /// Compiles a node. `isFree` is said of attributes that cost nothing where they stand: an attribute as an index or
    /// a branch of a conditional is no step of its own to cel-go.
    mutating func compile(_ id: ExpressionID, isFree: Bool = false) throws(CompilationError) -> UInt32 {
        let node = current.tree[id]
        switch node.kind {
        case .null: return emit(constant: .null, at: id)
        case .boolean(let value): return emit(constant: .boolean(value), at: id)
        case .integer(let value): return emit(constant: .integer(value), at: id)
        case .unsigned(let value): return emit(constant: .unsigned(value), at: id)
        case .double(let value): return emit(constant: .double(value), at: id)
        case .string(let text): return emit(constant: pool.string(current.tree.text(text)), at: id)
        case .bytes(let index):
            let literal = current.tree.byteLiterals[Int(index)].withUnsafeBufferPointer { pool.bytes($0, .bytes) }
            return emit(constant: literal, at: id)
        case .identifier, .select, .has: return try compileAttribute(id, isFree: isFree)
        case .call(let name, let range):
            let arguments = current.tree.operands(range).map(\.expression)
            return try compileCall(id, current.tree.text(name), target: nil, arguments, isFree: isFree)
        case .memberCall(let name, let target, let range):
            let arguments = current.tree.operands(range).map(\.expression)
            return try compileCall(id, current.tree.text(name), target: target, arguments, isFree: isFree)
        case .list(let range): return try compileList(id, range)
        case .map(let range): return try compileMap(id, range)
        case .object(let type, let range): return try compileObject(id, current.tree.text(type), range)
        case .comprehension(let index):
            return try compileComprehension(id, current.tree.comprehensions[Int(index)])
        }
    }

    private mutating func compileList(_ id: ExpressionID, _ range: OperandRange) throws(CompilationError) -> UInt32 {
        let (parts, operands, hasOptionals) = try compileOperands(range, markEvery: 1, at: id)
        if !hasOptionals {
            var elements: [Value] = []
            for part in parts {
                guard let value = constantValue(part) else { break }
                elements.append(value)
            }
            if elements.count == parts.count { return emit(constant: pool.list(elements), at: id) }
        }
        return emit(
            Instruction(
                operation: .list, flags: hasOptionals ? .hasOptionals : [], count: UInt16(parts.count),
                b: list(operands)), parts, at: id)
    }

    private mutating func compileMap(_ id: ExpressionID, _ range: OperandRange) throws(CompilationError) -> UInt32 {
        let (parts, operands, hasOptionals) = try compileOperands(range, markEvery: 2, at: id)
        if !hasOptionals, let map = constantMap(parts) { return emit(constant: map, at: id) }
        var flags: Instruction.Flags = hasOptionals ? .hasOptionals : []
        if current.keysMayRepeat { flags.insert(.keysMayRepeat) }
        return emit(
            Instruction(operation: .map, flags: flags, count: UInt16(parts.count), b: list(operands)), parts, at: id)
    }

    /// A map of constants with valid keys; `nil` when it has to be an error.
    private mutating func constantMap(_ parts: [UInt32]) -> Value? {
        var entries: [Value] = []
        for position in stride(from: 0, to: parts.count - 1, by: 2) {
            guard let key = constantValue(parts[position]), key.isMapKey,
                let value = constantValue(parts[position + 1])
            else { return nil }
            let known = stride(from: 0, to: entries.count, by: 2).first { Evaluation.keysAreEqual(entries[$0], key) }
            if let known {
                guard current.keysMayRepeat else { return nil }
                entries[known + 1] = value
            } else {
                entries += [key, value]
            }
        }
        return indexedMap(entries)
    }

    /// A constant map, with an index of its keys when it is large.
    mutating func indexedMap(_ entries: [Value]) -> Value {
        let count = entries.count / 2
        let slots = MapIndex.slotCount(entries: count)
        let values = pool.values(entries + [Value](repeating: .null, count: slots / 4))
        let map = Value(
            tag: .map, flags: slots > 0 ? .indexed : [], count: UInt32(count),
            payload: UInt64(UInt(bitPattern: values)))
        if slots > 0 { MapIndex.build(map) }
        return map
    }

    private mutating func compileObject(
        _ id: ExpressionID, _ type: String, _ range: OperandRange
    ) throws(CompilationError) -> UInt32 {
        let (parts, operands, hasOptionals) = try compileOperands(range, markEvery: 2, at: id)
        let name = constant(pool.string(type, .type))
        return emit(
            Instruction(
                operation: .object, flags: hasOptionals ? .hasOptionals : [], count: UInt16(parts.count), a: name,
                b: list(operands)), parts, at: id)
    }

    /// Instructions of operands, and the list that says so: with marks when some are optional.
    private mutating func compileOperands(
        _ range: OperandRange, markEvery stride: Int, at id: ExpressionID
    ) throws(CompilationError) -> (parts: [UInt32], operands: [UInt32], hasOptionals: Bool) {
        guard range.count <= UInt32(UInt16.max) else {
            throw CompilationError("more than \(UInt16.max) elements", offset: current.tree[id].anchor)
        }
        let source = Array(current.tree.operands(range))
        let hasOptionals = source.contains(where: \.isOptional)
        var parts: [UInt32] = []
        var operands: [UInt32] = []
        for (position, operand) in source.enumerated() {
            let part = try compile(operand.expression)
            parts.append(part)
            operands.append(part)
            if hasOptionals, position % stride == stride - 1 {
                // The mark of an entry stands at its key.
                operands.append(source[position - (stride - 1)].isOptional ? 1 : 0)
            }
        }
        return (parts, operands, hasOptionals)
    }
}

extension Value {
    /// Whether the value may be the key of a map.
    package var isMapKey: Bool {
        switch tag {
        case .boolean, .integer, .unsigned, .string: true
        default: false
        }
    }
}
