/// Addresses.
///
/// Source: `k8s.io/apiserver/pkg/cel/library/ip.go`.
enum IPLibrary {
    static func call(
        _ function: UInt8, _ arguments: UnsafeBufferPointer<Value>, in evaluation: inout Evaluation
    ) -> Value {
        guard let function = IPFunction(rawValue: function), let first = arguments.first else {
            return evaluation.noSuchOverload()
        }
        switch function {
        case .ip where first.tag == .library:
            return CIDRLibrary.call(CIDRFunction.ip.rawValue, arguments, in: &evaluation)
        case .string where evaluation.libraryValue(first)?.text != nil:
            return evaluation.makeString(evaluation.libraryValue(first)?.text ?? "")
        case .ip, .isIP, .isCanonical: return parse(function, first, in: &evaluation)
        default:
            guard case .ip(let address) = evaluation.libraryValue(first) else { return evaluation.noSuchOverload() }
            return read(function, address, in: &evaluation)
        }
    }

    private static func parse(_ function: IPFunction, _ value: Value, in evaluation: inout Evaluation) -> Value {
        guard value.tag == .string else { return evaluation.noSuchOverload() }
        do throws(NetworkSyntaxError) {
            let text = value.text
            let address = try IPAddress(parsing: text)
            switch function {
            case .isIP: return .yes
            case .isCanonical: return .boolean(address.description.utf8.elementsEqual(text.utf8))
            default: return evaluation.makeLibraryValue(.ip(address))
            }
        } catch {
            return function == .isIP ? .no : evaluation.fail(.invalidArgument, error.message)
        }
    }

    private static func read(_ function: IPFunction, _ address: IPAddress, in evaluation: inout Evaluation) -> Value {
        switch function {
        case .family: .integer(address.family)
        case .isUnspecified: .boolean(address.isUnspecified)
        case .isLoopback: .boolean(address.isLoopback)
        case .isLinkLocalMulticast: .boolean(address.isLinkLocalMulticast)
        case .isLinkLocalUnicast: .boolean(address.isLinkLocalUnicast)
        case .isGlobalUnicast: .boolean(address.isGlobalUnicast)
        case .ip, .isIP, .isCanonical, .string: evaluation.noSuchOverload()
        }
    }
}
