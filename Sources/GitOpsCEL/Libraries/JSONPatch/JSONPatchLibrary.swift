/// Keys as parts of JSON pointers.
///
/// Source: `k8s.io/apiserver/pkg/cel/library/jsonpatch.go`, RFC 6901.
enum JSONPatchLibrary {
    static func call(
        _ function: UInt8, _ arguments: UnsafeBufferPointer<Value>, in evaluation: inout Evaluation
    ) -> Value {
        guard JSONPatchFunction(rawValue: function) == .escapeKey, let key = arguments.first, key.tag == .string
        else { return evaluation.noSuchOverload() }
        var result: [UInt8] = []
        for byte in key.bytes {
            switch byte {
            case UInt8(ascii: "~"): result += "~0".utf8
            case UInt8(ascii: "/"): result += "~1".utf8
            default: result.append(byte)
            }
        }
        return evaluation.makeString(result.count, isASCII: key.flags.contains(.ascii)) {
            _ = $0.initialize(fromContentsOf: result)
        }
    }
}
