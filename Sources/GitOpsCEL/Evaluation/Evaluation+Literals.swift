extension Evaluation {
    mutating func listLiteral(_ instruction: Instruction, _ index: UInt32) -> Value {
        cost &+= 10
        let count = Int(instruction.count)
        guard count > 0 else { return .emptyList }
        guard let values = takeValues(count) else { return outOfMemory() }
        let hasOptionals = instruction.flags.contains(.hasOptionals)
        var operand = code.operands + Int(instruction.b)
        var filled = 0
        for _ in 0..<count {
            var value = evaluate(operand[0])
            if value.isError { return value }
            if hasOptionals {
                if operand[1] == 1 {
                    guard value.tag == .optional else { return notOptional("list element", value, index) }
                    operand += 2
                    guard let inner = value.wrapped else { continue }
                    value = inner
                } else {
                    operand += 2
                }
            } else {
                operand += 1
            }
            (values + filled).initialize(to: value)
            filled += 1
        }
        return Value(tag: .list, count: UInt32(filled), payload: UInt64(UInt(bitPattern: values)))
    }

    private mutating func notOptional(_ place: String, _ value: Value, _ index: UInt32) -> Value {
        instruction = index
        return fail(
            .invalidArgument, "cannot initialize optional \(place) from non-optional value \(describe(value))")
    }

    mutating func mapLiteral(_ instruction: Instruction, _ index: UInt32) -> Value {
        cost &+= 30
        let count = Int(instruction.count) / 2
        guard count > 0 else { return .emptyMap }
        guard let entries = takeValues(count * 2 + MapIndex.slotCount(entries: count) / 4) else {
            return outOfMemory()
        }
        var filled = 0
        if let failure = fillEntries(instruction, index, entries, &filled, named: "entry") { return failure }
        for entry in 0..<filled where !entries[2 * entry].isMapKey {
            self.instruction = index
            return fail(.noSuchOverload, "unsupported key type: \(typeName(of: entries[2 * entry]))")
        }
        if instruction.flags.contains(.keysMayRepeat) { filled = mergeEntries(entries, filled) }
        return finishMap(entries, filled, index, repeated: "Failed with repeated key: ")
    }

    /// Of equal keys the last value counts, at the place of the first; an absent one takes earlier ones away.
    ///
    /// Source: `evalMap` of cel-go `interpreter/interpretable.go`.
    /// - Returns: the number of entries that are left.
    private func mergeEntries(_ entries: UnsafeMutablePointer<Value>, _ count: Int) -> Int {
        let isIndexed = MapIndex.slotCount(entries: count) > 0
        let map = Value(
            tag: .map, flags: isIndexed ? .indexed : [], count: UInt32(count),
            payload: UInt64(UInt(bitPattern: entries)))
        if isIndexed { MapIndex.build(map) }
        var isChanged = false
        for entry in 0..<count {
            if entries[2 * entry + 1].isError { isChanged = true }
            guard let first = position(of: entries[2 * entry], in: map), first != entry else { continue }
            entries[2 * first + 1] = entries[2 * entry + 1]
            entries[2 * entry + 1] = .absentEntry
            isChanged = true
        }
        guard isChanged else { return count }
        var kept = 0
        for entry in 0..<count where !entries[2 * entry + 1].isError {
            entries[2 * kept] = entries[2 * entry]
            entries[2 * kept + 1] = entries[2 * entry + 1]
            kept += 1
        }
        return kept
    }

    /// A map of entries in scratch memory, behind which there is room for an index; an error when a key comes twice.
    mutating func finishMap(
        _ entries: UnsafeMutablePointer<Value>, _ count: Int, _ index: UInt32, repeated message: StaticString
    ) -> Value {
        let isIndexed = MapIndex.slotCount(entries: count) > 0
        let map = Value(
            tag: .map, flags: isIndexed ? .indexed : [], count: UInt32(count),
            payload: UInt64(UInt(bitPattern: entries)))
        if isIndexed { MapIndex.build(map) }
        for entry in 0..<count {
            guard let first = position(of: entries[2 * entry], in: map), first != entry else { continue }
            instruction = index
            return fail(.duplicateKey, message, entries[2 * entry])
        }
        return map
    }

    private mutating func fillEntries(
        _ instruction: Instruction, _ index: UInt32, _ entries: UnsafeMutablePointer<Value>, _ filled: inout Int,
        named place: String
    ) -> Value? {
        let hasOptionals = instruction.flags.contains(.hasOptionals)
        var operand = code.operands + Int(instruction.b)
        for _ in 0..<Int(instruction.count) / 2 {
            let key = evaluate(operand[0])
            if key.isError { return key }
            var value = evaluate(operand[1])
            if value.isError { return value }
            let isOptional = hasOptionals && operand[2] == 1
            operand += hasOptionals ? 3 : 2
            if isOptional {
                guard value.tag == .optional else {
                    return notOptional("\(place) '\(describe(key))'", value, index)
                }
                if let inner = value.wrapped {
                    value = inner
                } else if instruction.flags.contains(.keysMayRepeat), instruction.operation == .map {
                    value = .absentEntry
                } else {
                    continue
                }
            }
            (entries + 2 * filled).initialize(to: key)
            (entries + 2 * filled + 1).initialize(to: value)
            filled += 1
        }
        return nil
    }

    mutating func objectLiteral(_ instruction: Instruction, _ index: UInt32) -> Value {
        cost &+= 40
        let count = Int(instruction.count) / 2
        guard let fields = takeValues(count * 2 + 1) else { return outOfMemory() }
        fields.initialize(to: code.constants[Int(instruction.a)])
        var filled = 0
        if let failure = fillEntries(instruction, index, fields + 1, &filled, named: "entry") { return failure }
        return Value(tag: .object, count: UInt32(filled), payload: UInt64(UInt(bitPattern: fields)))
    }
}

extension Value {
    /// Stands where an optional entry without a value was written; no map holds it.
    fileprivate static var absentEntry: Value { Value(tag: .error) }
}
