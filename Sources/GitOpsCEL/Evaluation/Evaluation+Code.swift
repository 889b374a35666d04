import GitOpsRegex

extension Evaluation {
    /// Where the parts of a program lie, and the memory it runs in. The evaluator owns that, and keeps the program
    /// alive.
    struct Code: BitwiseCopyable {
        var instructions: UnsafePointer<Instruction>
        var operands: UnsafePointer<UInt32>
        var constants: UnsafePointer<Value>
        var names: UnsafePointer<Value>
        var regularExpressions: UnsafePointer<Unmanaged<RegularExpression>>
        var named: UnsafePointer<UInt32>
        var variables: UnsafeMutablePointer<Value>
        var locals: UnsafeMutablePointer<Value>
        var shared: UnsafeMutablePointer<SharedResult>
        var namedResults: UnsafeMutablePointer<SharedResult>
        var arguments: UnsafeMutablePointer<Value>
        var argumentsEnd: UnsafeMutablePointer<Value>

        /// Nothing to run: never read, since only the evaluator runs instructions and sets these before.
        init() {
            let nowhere = UnsafeMutableRawPointer.init(bitPattern: 16).unsafelyUnwrapped
            instructions = UnsafePointer(nowhere.assumingMemoryBound(to: Instruction.self))
            operands = UnsafePointer(nowhere.assumingMemoryBound(to: UInt32.self))
            constants = UnsafePointer(nowhere.assumingMemoryBound(to: Value.self))
            names = constants
            regularExpressions = UnsafePointer(nowhere.assumingMemoryBound(to: Unmanaged<RegularExpression>.self))
            named = operands
            variables = nowhere.assumingMemoryBound(to: Value.self)
            locals = variables
            shared = nowhere.assumingMemoryBound(to: SharedResult.self)
            namedResults = shared
            arguments = variables
            argumentsEnd = variables
        }
    }

    /// A result that is kept until a variable is bound anew.
    struct SharedResult: BitwiseCopyable {
        var value = Value.null
        var cost: UInt64 = 0
        var generation: UInt64 = 0
    }
}
