import GitOpsManifest
import GitOpsRegex

/// The state of one evaluation: what the variables are bound to, scratch memory, cost and errors.
///
/// Passed `inout` everywhere; what the loop touches are pointers and numbers, so that it counts no references. A
/// function of a library has the form `call(_ function: UInt8, _ arguments: UnsafeBufferPointer<Value>, in: inout
/// Evaluation) -> Value`: arguments are never errors, and a failure is the value that `fail` returns.
package struct Evaluation: ~Copyable {
    var scratch: ScratchMemory
    var memberIndexes = MemberIndexes()
    /// Cost so far of the expression.
    package var cost: UInt64 = 0
    var costLimit: UInt64 = .max
    /// Parts of lists and maps that were compared, which costs nothing in the units of Kubernetes: a few bindings make
    /// a list of a few values that holds more than any computer can look at.
    var comparisons: UInt64 = 0
    /// The error that ended the evaluation, whatever `||` and `&&` would make of it.
    var final: Value?
    /// The instruction that is being evaluated when a function is called: errors are about it.
    var instruction: UInt32 = 0
    var nesting = 0

    /// What bound variables lead to, by `Value.document`.
    var documents: UnsafeMutablePointer<BoundDocument>
    var documentCount = 0
    static let maximumDocuments = 64

    /// The program that is run, and its variables, locals and results.
    var code = Code()
    /// Changes with what variables are bound to; results of an older one are none.
    var generation: UInt64 = 1
    /// Cost of named expressions, which is not that of the expression that asks for them.
    var namedCost: UInt64 = 0

    /// What named expressions are called in errors, without the variable they are fields of.
    var namedNames: [String] = []
    /// How many slots named expressions fill, which those of loops around them may be, too.
    var namedSlotCounts: [Int] = []

    /// Values of libraries, in order of their making.
    package var libraryValues: [LibraryValue] = []
    /// Decides what expressions ask of `authorizer`.
    package var authorizer: ExpressionAuthorizer?
    /// The version of the library of strings, on which `format` depends: 2 in Kubernetes, 4 and more as the
    /// specification.
    package var stringsVersion: UInt8 = 2
    /// Types that documents were bound with; none is the first.
    var declaredTypes: [DeclaredType] = [.any]
    /// Patterns that are no constants.
    let patterns = RegularExpressionCache()
    /// What is left since a variable was bound.
    var patternWork: PatternWork

    init(limits: EvaluationLimits) {
        scratch = ScratchMemory(limit: limits.scratchBytes)
        costLimit = limits.expressionCost
        patternWork = PatternWork(limits)
        documents = .allocate(capacity: Self.maximumDocuments)
    }

    deinit { documents.deallocate() }

    /// An evaluation without variables, for tests of functions.
    package init() { self.init(limits: EvaluationLimits()) }
}

// MARK: Errors

/// What an error says: in scratch memory, so that an error that `||` absorbs costs next to nothing.
struct ErrorRecord: BitwiseCopyable {
    var kind: EvaluationError.Kind
    var instruction: UInt32
    /// What the message is made of.
    var detail: Value
    var message: UnsafePointer<UInt8>?
    var messageCount: Int
}

extension Evaluation {
    /// An error as a value.
    @inline(never)
    package mutating func fail(_ kind: EvaluationError.Kind, _ message: String) -> Value {
        var message = message
        return message.withUTF8 { bytes in
            guard let place = scratch.take(bytes.count) else { return outOfMemory() }
            if let start = bytes.baseAddress { place.copyMemory(from: start, byteCount: bytes.count) }
            return fail(kind, UnsafePointer(place.assumingMemoryBound(to: UInt8.self)), bytes.count)
        }
    }

    /// An error with a fixed message.
    @inline(never)
    package mutating func fail(_ kind: EvaluationError.Kind, _ message: StaticString) -> Value {
        fail(kind, message.utf8Start, message.utf8CodeUnitCount)
    }

    /// An error whose message ends with a value as it is printed in messages.
    @inline(never)
    package mutating func fail(_ kind: EvaluationError.Kind, _ message: StaticString, _ detail: Value) -> Value {
        fail(kind, message.utf8Start, message.utf8CodeUnitCount, detail)
    }

    /// `no such overload`.
    package mutating func noSuchOverload() -> Value { fail(.noSuchOverload, "no such overload") }

    /// `no such overload: f`, for a call of a function that has none for these values.
    package mutating func noSuchOverload(_ function: StaticString) -> Value {
        fail(.noSuchOverload, "no such overload: ", .string(function))
    }

    private mutating func fail(
        _ kind: EvaluationError.Kind, _ message: UnsafePointer<UInt8>, _ count: Int, _ detail: Value = .null
    ) -> Value {
        guard let place = scratch.take(MemoryLayout<ErrorRecord>.size) else { return outOfMemory() }
        place.initializeMemory(
            as: ErrorRecord.self,
            to: ErrorRecord(
                kind: kind, instruction: instruction, detail: detail, message: message, messageCount: count))
        let error = Value(tag: .error, payload: UInt64(UInt(bitPattern: place)))
        if kind.isFinal { final = final ?? error }
        return error
    }

    /// The error without a record, which there is no room for.
    @inline(never)
    package mutating func outOfMemory() -> Value {
        let error = Value(tag: .error, payload: 0)
        final = final ?? error
        return error
    }

    func record(_ error: Value) -> ErrorRecord? {
        UnsafePointer<ErrorRecord>(bitPattern: UInt(error.payload))?.pointee
    }

    /// The kind of an error.
    package func kind(of error: Value) -> EvaluationError.Kind { record(error)?.kind ?? .memoryLimit }

    /// The message of an error.
    package func message(of error: Value) -> String {
        guard let record = record(error) else {
            return "the intermediate values of the expression take too much memory"
        }
        let message = String(
            decoding: UnsafeBufferPointer(start: record.message, count: record.messageCount), as: UTF8.self)
        return record.detail.tag == .null ? message : message + describe(record.detail)
    }
}

// MARK: Making values

extension Evaluation {
    /// A string of exactly `count` bytes, which `fill` initialises: they must be UTF-8.
    @inline(__always)
    package mutating func makeString(
        _ count: Int, isASCII: Bool = false, _ fill: (UnsafeMutableBufferPointer<UInt8>) -> Void
    ) -> Value {
        guard count <= Int(UInt32.max), let place = scratch.take(count) else { return outOfMemory() }
        let start = place.assumingMemoryBound(to: UInt8.self)
        fill(UnsafeMutableBufferPointer(start: start, count: count))
        return .string(start, count, isASCII: isASCII)
    }

    /// A copy of a text.
    package mutating func makeString(_ text: String) -> Value {
        var text = text
        return text.withUTF8 { bytes in
            makeString(bytes.count) { _ = $0.initialize(fromContentsOf: bytes) }
        }
    }

    /// A bytes value of exactly `count` bytes, which `fill` initialises.
    @inline(__always)
    package mutating func makeBytes(_ count: Int, _ fill: (UnsafeMutableBufferPointer<UInt8>) -> Void) -> Value {
        let value = makeString(count, fill)
        return value.isError ? value : Value(tag: .bytes, count: value.count, payload: value.payload)
    }

    /// A list of exactly `count` values, which `fill` initialises; none of them may be an error.
    @inline(__always)
    package mutating func makeList(_ count: Int, _ fill: (UnsafeMutableBufferPointer<Value>) -> Void) -> Value {
        guard let values = takeValues(count) else { return outOfMemory() }
        fill(UnsafeMutableBufferPointer(start: values, count: count))
        return Value(tag: .list, count: UInt32(truncatingIfNeeded: count), payload: UInt64(UInt(bitPattern: values)))
    }

    /// A map of `count` entries; `fill` initialises keys and values in turn. Keys must be valid and different.
    @inline(__always)
    package mutating func makeMap(_ count: Int, _ fill: (UnsafeMutableBufferPointer<Value>) -> Void) -> Value {
        guard count <= Int(UInt32.max) / 4 else { return outOfMemory() }
        let slots = MapIndex.slotCount(entries: count)
        guard let values = takeValues(count * 2 + slots / 4) else { return outOfMemory() }
        fill(UnsafeMutableBufferPointer(start: values, count: count * 2))
        let map = Value(
            tag: .map, flags: slots > 0 ? .indexed : [], count: UInt32(truncatingIfNeeded: count),
            payload: UInt64(UInt(bitPattern: values)))
        if slots > 0 { MapIndex.build(map) }
        return map
    }

    /// `optional.of(value)`.
    package mutating func makeOptional(_ value: Value) -> Value {
        guard let place = takeValues(1) else { return outOfMemory() }
        place.initialize(to: value)
        return Value(tag: .optional, payload: UInt64(UInt(bitPattern: place)))
    }

    /// A value of a library.
    package mutating func makeLibraryValue(_ value: LibraryValue) -> Value {
        libraryValues.append(value)
        return Value(tag: .library, payload: UInt64(libraryValues.count - 1))
    }

    /// A value that `makeLibraryValue` stored; `nil` for other values.
    package func libraryValue(_ value: Value) -> LibraryValue? {
        value.tag == .library && value.payload < UInt64(libraryValues.count) ? libraryValues[Int(value.payload)] : nil
    }

    /// Uninitialised room for so many values.
    @inline(__always)
    package mutating func takeValues(_ count: Int) -> UnsafeMutablePointer<Value>? {
        guard count >= 0, count <= Int(UInt32.max) else { return nil }
        return scratch.take(count &* MemoryLayout<Value>.stride)?.bindMemory(to: Value.self, capacity: count)
    }
}

extension Value {
    /// What is in an optional, `nil` for `optional.none()`.
    @inline(__always)
    package var wrapped: Value? { payload == 0 ? nil : values.pointee }
}
