import GitOpsRegex

/// `find` and `findAll`.
///
/// Source: `k8s.io/apiserver/pkg/cel/library/regex.go`.
enum KubernetesRegexLibrary {
    static func call(
        _ function: UInt8, _ arguments: UnsafeBufferPointer<Value>, in evaluation: inout Evaluation
    ) -> Value {
        guard let function = KubernetesRegexFunction(rawValue: function), arguments.count >= 2,
            arguments.count <= (function == .find ? 2 : 3), arguments[0].tag == .string,
            arguments[1].tag == .string, arguments.dropFirst(2).allSatisfy({ $0.tag == .integer })
        else { return evaluation.noSuchOverload() }
        let expression: RegularExpression
        do throws(RegularExpressionError) {
            guard let compiled = try evaluation.regularExpression(arguments[1]) else { return evaluation.final ?? .no }
            expression = compiled
        } catch {
            return evaluation.fail(.invalidArgument, "Illegal regex: \(error.goMessage)")
        }
        let points = CodePoints(arguments[0])
        if function == .find {
            guard evaluation.mayMatch(Int(arguments[0].count), expression) else { return evaluation.final ?? .no }
            guard let match = expression.firstMatch(in: arguments[0].text), let whole = match[0] else {
                return .emptyString
            }
            return points.slice(whole)
        }
        let limit = arguments.count > 2 && arguments[2].integer >= 0 ? Int(clamping: arguments[2].integer) : .max
        guard let matches = expression.matches(in: arguments[0].text, limit: limit, &evaluation) else {
            return evaluation.final ?? .no
        }
        return evaluation.makeList(matches.count) { room in
            for (index, match) in matches.enumerated() {
                room.initializeElement(at: index, to: points.slice(match[0] ?? 0..<0))
            }
        }
    }
}
