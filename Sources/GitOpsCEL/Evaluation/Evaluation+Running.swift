import GitOpsManifest
import GitOpsRegex

extension Evaluation {
    /// The value of an instruction. Recursion is bounded by `ProgramBuilder.maximumDepth`.
    mutating func evaluate(_ index: UInt32) -> Value {
        let instruction = code.instructions[Int(index)]
        switch instruction.operation {
        case .constant: return code.constants[Int(instruction.a)]
        case .variable:
            cost &+= instruction.flags.contains(.isFree) ? 0 : 1
            let value = code.variables[Int(instruction.a)]
            return value.isError ? unbound(value, index) : value
        case .local:
            cost &+= instruction.flags.contains(.isFree) ? 0 : 1
            return code.locals[Int(instruction.a)]
        case .boundLocal: return boundLocal(instruction)
        case .named: return named(instruction, index)
        case .path: return path(instruction, index)
        case .hasPath: return path(instruction, index, isPresence: true)
        case .attribute: return attribute(instruction, index)
        case .and: return and(instruction, index)
        case .or: return or(instruction, index)
        case .not:
            let value = evaluate(instruction.a)
            cost &+= 1
            if value.tag == .boolean { return .boolean(value.payload == 0) }
            return value.isError ? value : operatorFailure(index)
        case .conditional:
            let condition = evaluate(instruction.a)
            if condition.tag == .boolean { return evaluate(condition.payload != 0 ? instruction.b : instruction.c) }
            return condition.isError ? condition : operatorFailure(index)
        case .equals, .notEquals: return equality(instruction)
        case .less, .lessOrEqual, .greater, .greaterOrEqual: return ordering(instruction, index)
        case .add, .subtract, .multiply, .divide, .modulo: return arithmetic(instruction, index)
        case .negate: return negation(instruction, index)
        case .contained: return containment(instruction, index)
        case .containedInConstant: return constantContainment(instruction)
        case .list: return listLiteral(instruction, index)
        case .map: return mapLiteral(instruction, index)
        case .object: return objectLiteral(instruction, index)
        case .all: return all(instruction, index)
        case .exists: return exists(instruction, index)
        case .existsOne: return existsOne(instruction, index)
        case .filter: return filter(instruction, index)
        case .transform, .transformFiltered: return transform(instruction, index)
        case .transformMap, .transformMapFiltered, .transformEntry, .transformEntryFiltered:
            return transformMap(instruction, index)
        case .filtered: return evaluate(instruction.b)
        case .bind:
            // An error without a record marks a value that was not asked for yet.
            let outer = code.locals[Int(instruction.a)]
            code.locals[Int(instruction.a)] = .unset
            defer { code.locals[Int(instruction.a)] = outer }
            return evaluate(instruction.b)
        case .call: return call(instruction, index)
        case .matchesConstant: return constantMatch(instruction, index)
        case .optionalOr, .optionalOrValue: return optionalOr(instruction, index)
        case .shared: return shared(instruction)
        case .failure:
            self.instruction = index
            let kind = EvaluationError.Kind(rawValue: UInt8(truncatingIfNeeded: instruction.b)) ?? .noSuchOverload
            return fail(kind, "", code.constants[Int(instruction.a)])
        }
    }

    // MARK: Names

    @inline(never)
    private mutating func unbound(_ value: Value, _ index: UInt32) -> Value {
        instruction = index
        // The payload of what is not bound is the address of its name.
        let name = UnsafePointer<Value>(bitPattern: UInt(value.payload))?.pointee ?? .emptyString
        return fail(.noSuchAttribute, "no such attribute(s): ", name)
    }

    private mutating func boundLocal(_ instruction: Instruction) -> Value {
        cost &+= instruction.flags.contains(.isFree) ? 0 : 1
        let slot = Int(instruction.a)
        if code.locals[slot].head == Value.unset.head {
            let value = evaluate(instruction.b)
            code.locals[slot] = value
            return value
        }
        return code.locals[slot]
    }

    /// The value of a named expression, computed at most once for a document.
    private mutating func named(_ instruction: Instruction, _ index: UInt32) -> Value {
        cost &+= instruction.flags.contains(.isFree) ? 1 : 2
        let slot = Int(instruction.a)
        if code.namedResults[slot].generation == generation {
            let known = code.namedResults[slot].value
            return known.isError ? knownFailure(known) : known
        }
        let slotCount = slot < namedSlotCounts.count ? namedSlotCounts[slot] : 0
        guard let kept = takeValues(slotCount) else { return outOfMemory() }
        kept.initialize(from: code.locals, count: slotCount)
        let outerCost = cost
        cost = 0
        var value = evaluate(code.named[slot])
        code.locals.update(from: kept, count: slotCount)
        if cost > costLimit, final == nil { value = fail(.costLimit, Self.costMessage) }
        namedCost &+= cost
        let own = cost
        cost = outerCost
        if value.isError, final == nil { value = failure(ofNamed: slot, value) }
        code.namedResults[slot] = SharedResult(value: value, cost: own, generation: generation)
        return value
    }

    /// A limit of ours that ended a named expression ends every expression that asks for it.
    @inline(never)
    private mutating func knownFailure(_ error: Value) -> Value {
        if final == nil, kind(of: error).isOwnLimit { final = error }
        return error
    }

    /// Source: `variableAccessor.Callback` in k8s.io/apiserver pkg/admission/plugin/cel/composition.go.
    @inline(never)
    private mutating func failure(ofNamed slot: Int, _ error: Value) -> Value {
        let name = slot < namedNames.count ? namedNames[slot] : ""
        let kind = kind(of: error)
        if kind.isUnknown { return error }
        return fail(kind, "composited variable \"\(name)\" fails to evaluate: \(message(of: error))")
    }

    private mutating func shared(_ instruction: Instruction) -> Value {
        let slot = Int(instruction.a)
        let known = code.shared[slot]
        if known.generation == generation {
            cost &+= known.cost
            return known.value
        }
        let before = cost
        let value = evaluate(instruction.b)
        if final == nil {
            code.shared[slot] = SharedResult(value: value, cost: cost &- before, generation: generation)
        }
        return value
    }

    static var costMessage: StaticString { "operation cancelled: actual cost limit exceeded" }

    /// Whether the expression must end; what it costs is asked once for each turn of a loop.
    @inline(__always)
    mutating func mustStop() -> Bool {
        if cost > costLimit || final != nil { return stop() }
        return false
    }

    @inline(never)
    private mutating func stop() -> Bool {
        if final == nil { final = fail(.costLimit, Self.costMessage) }
        return true
    }

    // MARK: Logic

    private mutating func and(_ instruction: Instruction, _ index: UInt32) -> Value {
        let left = evaluate(instruction.a)
        if left.isFalse { return left }
        if left.tag == .boolean {
            let right = evaluate(instruction.b)
            return right.tag == .boolean || right.isError ? right : operatorFailure(index)
        }
        // An error is absorbed by a side that decides without it, whichever of the two it is.
        let error = left.isError ? left : operatorFailure(index)
        if final != nil { return error }
        let right = evaluate(instruction.b)
        return right.isFalse ? .no : decisive(error, right)
    }

    private mutating func or(_ instruction: Instruction, _ index: UInt32) -> Value {
        let left = evaluate(instruction.a)
        if left.isTrue { return left }
        if left.tag == .boolean {
            let right = evaluate(instruction.b)
            return right.tag == .boolean || right.isError ? right : operatorFailure(index)
        }
        let error = left.isError ? left : operatorFailure(index)
        if final != nil { return error }
        let right = evaluate(instruction.b)
        return right.isTrue ? .yes : decisive(error, right)
    }

    @inline(never)
    mutating func operatorFailure(_ index: UInt32) -> Value {
        instruction = index
        return fail(.noSuchOverload, "no such overload")
    }

    // MARK: Optional values

    private mutating func optionalOr(_ instruction: Instruction, _ index: UInt32) -> Value {
        let optional = evaluate(instruction.a)
        guard optional.tag == .optional else { return optional.isError ? optional : operatorFailure(index) }
        guard let value = optional.wrapped else { return evaluate(instruction.b) }
        return instruction.operation == .optionalOr ? optional : value
    }

    // MARK: Regular expressions

    private mutating func constantMatch(_ instruction: Instruction, _ index: UInt32) -> Value {
        let subject = evaluate(instruction.a)
        if subject.isError {
            cost &+= 1
            return subject
        }
        guard subject.tag == .string else {
            cost &+= 1
            return operatorFailure(index)
        }
        let bytes = subject.bytes
        let expression = code.regularExpressions[Int(instruction.b)]
        return expression._withUnsafeGuaranteedRef { expression in
            cost &+=
                instruction.flags.contains(.isSized)
                ? Self.matchCost(text: codePointCount(subject), pattern: expression.pattern.unicodeScalars.count) : 1
            self.instruction = index
            guard mayMatch(bytes.count, expression) else { return final ?? .no }
            return .boolean(expression.hasMatch(in: bytes))
        }
    }
}

extension Value {
    /// What a slot holds whose value was not computed yet: no error that an evaluation makes looks so.
    @inline(__always)
    static var unset: Value { Value(tag: .error, flags: Flags(rawValue: 0xFF), count: .max) }
}
