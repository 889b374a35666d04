import GitOpsManifest

/// `base64.encode` and `base64.decode`.
///
/// Source: https://github.com/google/cel-go/blob/master/ext/encoders.go.
enum EncodersLibrary {
    static func call(
        _ function: UInt8, _ arguments: UnsafeBufferPointer<Value>, in evaluation: inout Evaluation
    ) -> Value {
        guard let function = EncodersFunction(rawValue: function), arguments.count == 1 else {
            return evaluation.noSuchOverload()
        }
        switch (function, arguments[0].tag) {
        case (.base64Encode, .bytes): return evaluation.makeString(Base64.encode(arguments[0].bytes))
        case (.base64Decode, .string): return decode(arguments[0].bytes, in: &evaluation)
        case (.base64Encode, _): return evaluation.noOverload("base64.encode", arguments)
        case (.base64Decode, _): return evaluation.noOverload("base64.decode", arguments)
        }
    }

    /// With padding or without any.
    private static func decode(_ text: UnsafeBufferPointer<UInt8>, in evaluation: inout Evaluation) -> Value {
        var decoded = Base64.decode(text)
        if decoded == nil, !text.contains(UInt8(ascii: "=")) {
            let digits = text.count { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
            decoded = Base64.decode(Array(text) + repeatElement(UInt8(ascii: "="), count: (4 - digits % 4) % 4))
        }
        guard let decoded else {
            let offset = text.firstIndex { !isDigit($0) } ?? max(0, text.count - 1)
            return evaluation.fail(.invalidArgument, "illegal base64 data at input byte \(offset)")
        }
        return evaluation.makeBytes(decoded.count) { _ = $0.initialize(fromContentsOf: decoded) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        byte.isLetterOrDigit || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "/")
            || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
    }
}
