/// One step of a program: 16 trivially copyable bytes. What `a`, `b` and `c` mean is said by the operation.
struct Instruction: BitwiseCopyable, Hashable {
    var operation: Operation
    var flags: Flags = []
    /// Number of operands in the program's list, where there are any.
    var count: UInt16 = 0
    var a: UInt32 = 0
    var b: UInt32 = 0
    var c: UInt32 = 0

    /// All of it as two words, since instructions are looked up for every node that is compiled.
    @inline(__always)
    private var words: (UInt64, UInt64) {
        (
            UInt64(operation.rawValue) | UInt64(flags.rawValue) << 8 | UInt64(count) << 16 | UInt64(a) << 32,
            UInt64(b) | UInt64(c) << 32
        )
    }

    static func == (left: Self, right: Self) -> Bool { left.words == right.words }

    func hash(into hasher: inout Hasher) {
        let (first, second) = words
        hasher.combine(first)
        hasher.combine(second)
    }

    struct Flags: OptionSet, BitwiseCopyable, Hashable {
        let rawValue: UInt8
        @inline(__always)
        init(rawValue: UInt8) { self.rawValue = rawValue }
        /// The attribute itself costs nothing: it is an index, or a branch of a conditional.
        @inline(__always)
        static var isFree: Flags { Flags(rawValue: 1) }
        /// The checker left one overload, whose cost depends on the sizes of its arguments.
        @inline(__always)
        static var isSized: Flags { Flags(rawValue: 2) }
        /// Of a map literal: of equal keys the last one counts.
        @inline(__always)
        static var keysMayRepeat: Flags { Flags(rawValue: 2) }
        /// Some operands are optional: each is followed by a 1, or else by a 0.
        @inline(__always)
        static var hasOptionals: Flags { Flags(rawValue: 4) }
        /// Of a path: `a` is the slot of a local variable. Of a loop: it has two variables, in slots `c` and `c` + 1.
        @inline(__always)
        static var isLocal: Flags { Flags(rawValue: 8) }
        /// Of a loop: the second variable is used.
        @inline(__always)
        static var hasTwoVariables: Flags { Flags(rawValue: 16) }
        /// Of an attribute: only whether the last qualifier is there.
        @inline(__always)
        static var isPresence: Flags { Flags(rawValue: 32) }
        /// Of a loop that makes a list: the element is a constant list in cel-go, which costs nothing.
        @inline(__always)
        static var isConstantElement: Flags { Flags(rawValue: 64) }
        /// The checker left one overload.
        @inline(__always)
        static var isResolved: Flags { Flags(rawValue: 128) }
    }

    /// Lists of operands hold indices of instructions unless said otherwise.
    enum Operation: UInt8, BitwiseCopyable, Hashable {
        /// `a`: a constant.
        case constant
        /// `a`: a variable.
        case variable
        /// `a`: a slot.
        case local
        /// `a`: a slot; `b`: what it is bound to, evaluated when it is first read.
        case boundLocal
        /// `a`: an expression with a name.
        case named
        /// `a`: a variable, or a slot; operands from `b`: names.
        case path, hasPath
        /// `a`: what is qualified; operands from `b`: pairs of a ``Qualifier`` and its argument.
        case attribute
        /// `a`, `b`: the sides.
        case and, or
        case not
        /// `a`: the condition; `b`, `c`: what comes of it.
        case conditional
        case equals, notEquals
        case less, lessOrEqual, greater, greaterOrEqual
        case add, subtract, multiply, divide, modulo
        case negate
        /// `a` in `b`.
        case contained
        /// `a` in constant `b`, a list.
        case containedInConstant
        /// Operands from `b`: elements; keys and values in turn; constants and values in turn. `a`: the type of an
        /// object.
        case list, map, object
        /// `a`: the range; `b`: the predicate; `c`: the first slot.
        case all, exists, existsOne, filter
        /// As above, `b` being the new element, or a `filtered` one.
        case transform, transformFiltered
        /// `b`: the new value, or a `filtered` one.
        case transformMap, transformMapFiltered
        /// `b`: a map of new entries, or a `filtered` one.
        case transformEntry, transformEntryFiltered
        /// Only in loops. `a`: the filter; `b`: what is made of elements that pass it.
        case filtered
        /// `a`: a slot; `b`: the body.
        case bind
        /// `a`: library and number; operands from `b`: arguments; `c`: a constant regular expression, counted from 1.
        case call
        /// `a`: the text; `b`: a regular expression.
        case matchesConstant
        /// `a`: the optional; `b`: what is there otherwise.
        case optionalOr, optionalOrValue
        /// `a`: a slot of the document's results; `b`: what it holds.
        case shared
        /// `a`: a constant with the message of an error that comes of evaluating it; `b`: the error's kind.
        case failure

        @inline(__always)
        static func == (left: Self, right: Self) -> Bool { left.rawValue == right.rawValue }
    }
}

/// One step from a value to a part of it, as an operand.
struct Qualifier: BitwiseCopyable {
    var rawValue: UInt32

    /// `argument`: a name.
    static let name = Qualifier(rawValue: 0)
    /// `argument`: a constant.
    static let constant = Qualifier(rawValue: 1)
    /// `argument`: an instruction.
    static let computed = Qualifier(rawValue: 2)

    private static let optionalBit: UInt32 = 4

    var isOptional: Bool { rawValue & Self.optionalBit != 0 }
    var kind: UInt32 { rawValue & 3 }
    var optional: Qualifier { Qualifier(rawValue: rawValue | Self.optionalBit) }
}
