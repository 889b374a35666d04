import GitOpsManifest

extension Evaluation {
    // MARK: Paths of names

    /// A way through objects of a document: nearly all that policies read. With `isPresence`, whether its last name is
    /// there.
    @inline(__always)
    mutating func path(_ instruction: Instruction, _ index: UInt32, isPresence: Bool = false) -> Value {
        let value =
            instruction.flags.contains(.isLocal)
            ? code.locals[Int(instruction.a)] : code.variables[Int(instruction.a)]
        if !isPresence { cost &+= instruction.flags.contains(.isFree) ? 0 : 1 }
        guard value.tag == .documentMap, value.count == 0 else {
            return slowPath(value, instruction, index, from: 0, isPresence: isPresence)
        }
        // In a large document an object may be so large that loops must not look at all of its members in each turn.
        let document = documents + Int(value.document)
        return document.pointee.nodeCount > MemberIndexes.smallDocument
            ? pathInLarge(value, document, instruction, index, isPresence: isPresence)
            : path(value, document, instruction, index, isPresence: isPresence, isLarge: false)
    }

    @inline(never)
    private mutating func pathInLarge(
        _ value: Value, _ document: UnsafeMutablePointer<BoundDocument>, _ instruction: Instruction, _ index: UInt32,
        isPresence: Bool
    ) -> Value {
        path(value, document, instruction, index, isPresence: isPresence, isLarge: true)
    }

    @inline(__always)
    private mutating func path(
        _ value: Value, _ document: UnsafeMutablePointer<BoundDocument>, _ instruction: Instruction, _ index: UInt32,
        isPresence: Bool, isLarge: Bool
    ) -> Value {
        var record = UnsafePointer<NodeRecord>(bitPattern: value.recordAddress).unsafelyUnwrapped
        var names = code.operands + Int(instruction.b)
        let end = names + Int(instruction.count)
        while names < end {
            guard record.pointee.kind == .object else {
                return slowPath(
                    self.value(record, value.document), instruction, index, from: names - end, isPresence: isPresence)
            }
            cost &+= 1
            let member = member(names.pointee, of: record, document, isLarge: isLarge)
            if isPresence, names + 1 == end {
                guard let member, member.pointee.kind == .number else { return .boolean(member != nil) }
                return presence(of: member, value.document, index)
            }
            guard let member else { return missing(names.pointee, index) }
            record = member
            names += 1
        }
        return self.value(record, value.document)
    }

    @inline(__always)
    private mutating func member(
        _ name: UInt32, of record: UnsafePointer<NodeRecord>, _ document: UnsafeMutablePointer<BoundDocument>,
        isLarge: Bool
    ) -> UnsafePointer<NodeRecord>? {
        if isLarge, record.pointee.high > MemberIndexes.smallObject,
            let index = memberIndexes.index(of: record, document.pointee)
        {
            return index.member(nameValue(name).bytes)
        }
        let symbol = name < WellKnownNames.count ? name : ownSymbol(name, document)
        var child = document.pointee.nodes + Int(record.pointee.low)
        let end = child + Int(record.pointee.high)
        while child < end {
            if child.pointee.key.rawValue == symbol { return child }
            child += 1
        }
        return nil
    }

    /// The symbol that a document uses for a name of the program: looked up once.
    @inline(__always)
    func ownSymbol(_ name: UInt32, _ document: UnsafeMutablePointer<BoundDocument>) -> UInt32 {
        let known = document.pointee.symbols[Int(name &- WellKnownNames.count)]
        return known == BoundDocument.unresolved ? resolve(name, document) : known
    }

    @inline(never)
    private func resolve(_ name: UInt32, _ document: UnsafeMutablePointer<BoundDocument>) -> UInt32 {
        let number = Int(name &- WellKnownNames.count)
        let symbol = document.pointee.symbol(code.names[number].bytes)
        document.pointee.symbols[number] = symbol
        return symbol
    }

    /// A name of the program as a string.
    func nameValue(_ name: UInt32) -> Value {
        name < WellKnownNames.count
            ? .string(WellKnownNames.bytes(Symbol(rawValue: name)), isASCII: true)
            : code.names[Int(name - WellKnownNames.count)]
    }

    @inline(never)
    private mutating func missing(_ name: UInt32, _ index: UInt32) -> Value {
        instruction = index
        return fail(.noSuchKey, "no such key: ", nameValue(name))
    }

    /// The rest of a path through values that are not all plain objects of a document. `from` counts back from the end,
    /// 0 being the beginning.
    @inline(never)
    private mutating func slowPath(
        _ base: Value, _ instruction: Instruction, _ index: UInt32, from: Int, isPresence: Bool = false
    ) -> Value {
        let count = Int(instruction.count)
        self.instruction = index
        if base.isError { return unboundOrError(base, index) }
        var steps = Steps(value: base)
        let operands = code.operands + Int(instruction.b)
        for position in (from == 0 ? 0 : count + from)..<count {
            let isLast = position == count - 1
            qualify(&steps, by: nameValue(operands[position]), isOptional: false, isPresence: isPresence && isLast)
            if steps.isDone { break }
        }
        return isPresence ? finishPresence(steps) : finish(steps)
    }

    /// A variable that nothing is bound to, or the error that a local holds.
    private mutating func unboundOrError(_ base: Value, _ index: UInt32) -> Value {
        guard base.flags == .unboundVariable else { return base }
        let name = UnsafePointer<Value>(bitPattern: UInt(base.payload))?.pointee ?? .emptyString
        return fail(.noSuchAttribute, "no such attribute(s): ", name)
    }

    // MARK: All other attributes

    /// Where qualification stands.
    struct Steps {
        var value: Value
        /// Once a step is optional, so are all that follow, and the result.
        var isOptional = false
        /// Something is missing, or an error.
        var isDone = false
        var isPresent = true
    }

    mutating func attribute(_ instruction: Instruction, _ index: UInt32) -> Value {
        let isPresence = instruction.flags.contains(.isPresence)
        let base = evaluate(instruction.a)
        if !isPresence { cost &+= instruction.flags.contains(.isFree) ? 0 : 1 }
        if base.isError { return base }
        var steps = Steps(value: base)
        if base.tag == .optional {
            guard let value = base.wrapped else { return isPresence ? .no : base }
            steps = Steps(value: value, isOptional: true)
        }
        var operand = code.operands + Int(instruction.b)
        for position in 0..<Int(instruction.count) {
            let qualifier = Qualifier(rawValue: operand[0])
            let key: Value
            switch qualifier.kind {
            case Qualifier.name.kind: key = nameValue(operand[1])
            case Qualifier.constant.kind: key = code.constants[Int(operand[1])]
            default:
                key = evaluate(operand[1])
                if key.isError {
                    if !steps.isOptional { cost &+= 1 }
                    return key
                }
            }
            operand += 2
            self.instruction = index
            let isLast = position == Int(instruction.count) - 1
            qualify(&steps, by: key, isOptional: qualifier.isOptional, isPresence: isPresence && isLast)
            if steps.isDone { break }
        }
        return isPresence ? finishPresence(steps) : finish(steps)
    }

    private mutating func finish(_ steps: Steps) -> Value {
        if steps.value.isError { return steps.value }
        guard steps.isOptional else { return steps.value }
        return steps.isPresent ? makeOptional(steps.value) : .none
    }

    private mutating func finishPresence(_ steps: Steps) -> Value {
        steps.value.isError ? steps.value : .boolean(steps.isPresent)
    }

    /// One step. Source: `applyQualifiers` and `refQualify` of cel-go interpreter/attributes.go.
    @inline(never)
    private mutating func qualify(_ steps: inout Steps, by key: Value, isOptional: Bool, isPresence: Bool) {
        steps.isOptional = steps.isOptional || isOptional
        let mayBeAbsent = steps.isOptional || isPresence
        guard let found = part(key, of: steps.value, mayBeAbsent: mayBeAbsent) else {
            // What is absent is observed, and costs, only by a test of presence.
            if isPresence { cost &+= 1 }
            steps.isPresent = false
            steps.isDone = true
            return
        }
        if !found.isError || !mayBeAbsent || isPresence { cost &+= 1 }
        if isPresence, found.isError, kind(of: found) == .unknownValue {
            // It is there, whatever it is.
            steps.isDone = true
            return
        }
        steps.value = found
        steps.isDone = found.isError
    }

    /// A part of a value; `nil` when it is absent and may be, an error when it may not.
    package mutating func part(_ key: Value, of value: Value, mayBeAbsent: Bool) -> Value? {
        switch value.tag {
        case .map, .documentMap:
            if let found = find(key, in: value) { return found }
            return mayBeAbsent ? nil : fail(.noSuchKey, "no such key: ", key)
        case .list, .documentList: return element(key, of: value, mayBeAbsent: mayBeAbsent)
        case .object:
            if key.tag == .string, let found = field(key, of: value) { return found }
            return mayBeAbsent ? nil : fail(.noSuchField, "no such field '\(describe(key))'")
        case .optional:
            guard let inner = value.wrapped else { return mayBeAbsent ? nil : Value.none }
            guard let found = part(key, of: inner, mayBeAbsent: true) else { return Value.none }
            if found.isError { return kind(of: found).isUnknown ? found : Value.none }
            return makeOptional(found)
        default: return mayBeAbsent ? nil : fail(.noSuchKey, "no such key: ", key)
        }
    }

    private mutating func element(_ key: Value, of list: Value, mayBeAbsent: Bool) -> Value? {
        let position: Int64?
        switch key.tag {
        case .integer: position = key.integer
        case .unsigned: position = Int64(exactly: key.unsigned)
        case .double: position = Int64(exactly: key.double)
        default: return fail(.noSuchOverload, "unsupported index type '\(typeName(of: key))' in list")
        }
        guard let position else {
            return fail(.indexOutOfRange, "unsupported index value \(describe(key)) in list")
        }
        guard position >= 0, position < Int64(count(of: list)) else {
            return mayBeAbsent ? nil : fail(.indexOutOfRange, "index out of bounds: ", key)
        }
        return element(of: list, at: Int(position))
    }
}

extension Value.Flags {
    /// Of an error: the variable is not bound, and the payload is the address of its name.
    static var unboundVariable: Self { Self(rawValue: 0x80) }
}
