/// From the code of a function to the library that computes it.
enum LibraryDispatch {
    static func call(
        _ library: Library, _ function: UInt8, _ arguments: UnsafeBufferPointer<Value>,
        in evaluation: inout Evaluation
    ) -> Value {
        switch library {
        default: evaluation.noSuchOverload()
        }
    }

    static func cost(
        _ library: Library, _ function: UInt8, _ arguments: UnsafeBufferPointer<Value>, _ result: Value,
        in evaluation: borrowing Evaluation
    ) -> UInt64 {
        1
    }

    /// What `string()` makes of a value of a library; `nil` when it makes nothing.
    static func string(_ value: Value, in evaluation: inout Evaluation) -> Value? { nil }
}
