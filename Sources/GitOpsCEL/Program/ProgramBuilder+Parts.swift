import GitOpsManifest
import GitOpsRegex

/// The parts of a program: each of its kind is there once.
extension ProgramBuilder {
    /// Index of an instruction, which may be there already; `parts` are the instructions in it.
    mutating func emit(
        _ instruction: Instruction, _ parts: [UInt32] = [], at node: ExpressionID? = nil, readsSlot: UInt32 = .max,
        fillsSlot: UInt32 = .max
    ) -> UInt32 {
        let index: UInt32
        if let found = known[instruction] {
            index = found
        } else {
            index = UInt32(instructions.count)
            known[instruction] = index
            instructions.append(instruction)
            var new = Facts(lowestSlot: readsSlot)
            for part in parts {
                let own = facts[Int(part)]
                if own.lowestSlot < fillsSlot { new.lowestSlot = min(new.lowestSlot, own.lowestSlot) }
                new.weight = new.weight.addingReportingOverflow(own.weight).partialValue
                if instruction.operation != .named { new.depth = max(new.depth, own.depth + 1) }
                new.reach = max(new.reach, own.reach + 1)
                facts[Int(part)].uses += 1
            }
            facts.append(new)
        }
        if let node, current.offsets[index] == nil { current.offsets[index] = current.tree[node].anchor }
        return index
    }

    /// First index of a list of operands, which may be there already.
    mutating func list(_ values: [UInt32]) -> UInt32 {
        if let found = knownOperands[values] { return found }
        let first = UInt32(operands.count)
        operands += values
        knownOperands[values] = first
        return first
    }

    mutating func constant(_ value: Value) -> UInt32 {
        let isText = value.tag == .string || value.tag == .bytes || value.tag == .type
        let key = ConstantKey(
            head: isText ? UInt64(value.tag.rawValue) : value.head, payload: isText ? 0 : value.payload,
            text: isText ? Array(value.bytes) : nil)
        if let found = knownConstants[key] { return found }
        constants.append(value)
        knownConstants[key] = UInt32(constants.count - 1)
        return UInt32(constants.count - 1)
    }

    mutating func emit(constant value: Value, at node: ExpressionID?) -> UInt32 {
        emit(Instruction(operation: .constant, a: constant(value)), at: node)
    }

    /// The constant that an instruction is, if it is one.
    func constantValue(_ instruction: UInt32) -> Value? {
        let instruction = instructions[Int(instruction)]
        return instruction.operation == .constant ? constants[Int(instruction.a)] : nil
    }

    mutating func variable(_ name: String) -> UInt32 {
        if let found = variables[ExactText(name)] { return found }
        variableNames.append(name)
        variables[ExactText(name)] = UInt32(variableNames.count - 1)
        return UInt32(variableNames.count - 1)
    }

    /// The number of a member's name: its symbol when the built-in schema has it, else one beyond those.
    mutating func name(_ text: String) -> UInt32 {
        if let found = knownNames[ExactText(text)] { return found }
        var copy = text
        let symbol = copy.withUTF8 { bytes -> Symbol? in
            guard let start = bytes.baseAddress else { return nil }
            return WellKnownNames.symbol(start, bytes.count, hash: ContentHash.bytes(start, bytes.count))
        }
        let number: UInt32
        if let symbol {
            number = symbol.rawValue
        } else {
            names.append(pool.string(text))
            number = WellKnownNames.count + UInt32(names.count - 1)
        }
        knownNames[ExactText(text)] = number
        return number
    }

    /// The number of a compiled pattern.
    mutating func regularExpression(
        _ pattern: String, at node: ExpressionID
    ) throws(CompilationError) -> UInt32 {
        if let found = knownPatterns[ExactText(pattern)] { return found }
        if let made = current.patterns.first(where: { $0.pattern.hasSameBytes(as: pattern) }) {
            regularExpressions.append(made)
        } else {
            do throws(RegularExpressionError) {
                regularExpressions.append(try .compact(pattern, memory: RegularExpression.largestMemory))
            } catch {
                throw refusal("error parsing regexp: \(error.reason): `\(error.part)`", at: node)
            }
        }
        knownPatterns[ExactText(pattern)] = UInt32(regularExpressions.count - 1)
        return UInt32(regularExpressions.count - 1)
    }

    func refusal(_ reason: String, at node: ExpressionID) -> CompilationError {
        CompilationError("program instantiation failed: \(reason)", offset: current.tree[node].anchor)
    }
}
