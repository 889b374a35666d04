/// Networks: an address and the length of its prefix.
///
/// Source: `k8s.io/apiserver/pkg/cel/library/cidr.go`.
enum CIDRLibrary {
    static func call(
        _ function: UInt8, _ arguments: UnsafeBufferPointer<Value>, in evaluation: inout Evaluation
    ) -> Value {
        guard let function = CIDRFunction(rawValue: function), let first = arguments.first else {
            return evaluation.noSuchOverload()
        }
        switch function {
        case .isCIDR:
            guard first.tag == .string else { return evaluation.noSuchOverload() }
            return .boolean((try? NetworkPrefix(parsing: first.text)) != nil)
        case .cidr:
            guard first.tag == .string else { return evaluation.noSuchOverload() }
            return parse(first, in: &evaluation)
        default: break
        }
        guard case .cidr(let prefix) = evaluation.libraryValue(first) else { return evaluation.noSuchOverload() }
        switch function {
        case .ip: return evaluation.makeLibraryValue(.ip(prefix.address))
        case .prefixLength: return .integer(Int64(prefix.length))
        case .masked: return evaluation.makeLibraryValue(.cidr(prefix.masked))
        case .string: return evaluation.makeString(prefix.description)
        case .containsIP, .containsCIDR:
            guard arguments.count > 1 else { return evaluation.noSuchOverload() }
            return contains(function, prefix, arguments[1], in: &evaluation)
        case .cidr, .isCIDR: return evaluation.noSuchOverload()
        }
    }

    private static func parse(_ text: Value, in evaluation: inout Evaluation) -> Value {
        do throws(NetworkSyntaxError) {
            return evaluation.makeLibraryValue(.cidr(try NetworkPrefix(parsing: text.text)))
        } catch {
            // Kubernetes adds the same words twice.
            return evaluation.fail(
                .invalidArgument, "network address parse error during conversion from string: \(error.message)")
        }
    }

    /// The argument is a value of its type, or a text that is read as one.
    private static func contains(
        _ function: CIDRFunction, _ prefix: NetworkPrefix, _ argument: Value, in evaluation: inout Evaluation
    ) -> Value {
        var other = argument
        if argument.tag == .string {
            other =
                function == .containsCIDR
                ? parse(argument, in: &evaluation)
                : withUnsafePointer(to: argument) { pointer in
                    IPLibrary.call(
                        IPFunction.ip.rawValue, UnsafeBufferPointer(start: pointer, count: 1), in: &evaluation)
                }
            if other.isError { return other }
        }
        switch (function, evaluation.libraryValue(other)) {
        case (.containsIP, .ip(let address)): return .boolean(prefix.contains(address))
        case (.containsCIDR, .cidr(let network)): return .boolean(prefix.contains(network))
        default: return evaluation.noSuchOverload()
        }
    }
}

/// What cel-go's own library of networks has beyond Kubernetes.
///
/// Source: `ext/network.go` of cel-go.
enum NetworkLibrary {
    static func call(
        _ function: UInt8, _ arguments: UnsafeBufferPointer<Value>, in evaluation: inout Evaluation
    ) -> Value {
        guard NetworkFunction(rawValue: function) == .isMask, let first = arguments.first,
            case .cidr(let prefix) = evaluation.libraryValue(first)
        else { return evaluation.noSuchOverload() }
        return .boolean(prefix.masked.address == prefix.address)
    }
}
