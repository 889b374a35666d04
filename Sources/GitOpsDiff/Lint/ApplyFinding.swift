public import GitOpsManifest

/// Something in a manifest that an apply takes in another way than it looks.
public struct ApplyFinding: Sendable, Hashable, CustomStringConvertible {
    /// Where it is.
    public let path: FieldPath
    /// Where it stands in the file.
    public let position: SourcePosition?
    /// What it is.
    public let problem: Problem

    /// What an apply makes of it.
    public enum Problem: Sendable, Hashable {
        /// An earlier item has the same key: server-side apply refuses the manifest, client-side apply keeps one of them.
        case duplicateItem(first: SourcePosition?)
        /// An earlier item has the same merge key and is another item only to server-side apply: client-side apply makes one
        /// of the two.
        case mergedByClientSideApply(mergeKey: String, first: SourcePosition?)
        /// A quantity that does not mean what such quantities mean.
        case quantity(QuantityProblem)
        /// Only the live object has it, its owner no longer asks for it, and the apply does not remove it.
        case undeletable(manager: String)
    }

    /// Place, problem and next step.
    public var description: String {
        let place = position.map { "\($0.line):\($0.column): \(path)" } ?? "\(path)"
        return "\(place): \(message)"
    }

    /// Problem and next step, without the place.
    public var message: String {
        func line(_ first: SourcePosition?) -> String { first.map { " in line \($0.line)" } ?? "" }
        switch problem {
        case .duplicateItem(let first): return "the item\(line(first)) has the same key; remove one of them"
        case .mergedByClientSideApply(let key, let first):
            return "the item\(line(first)) has the same \(key), and client-side apply merges the two into one; "
                + "use server-side apply"
        case .quantity(let problem): return "\(problem)"
        case .undeletable(let manager):
            return "\(manager) set it and no longer does, and the apply leaves it; remove it by hand"
        }
    }
}

/// A quantity that the server accepts and that is not what such quantities are meant to be.
public enum QuantityProblem: Sendable, Hashable, CustomStringConvertible {
    /// A number of bytes that is not whole, and what it is rounded up to: `100m` is a tenth of a byte.
    case fractionOfByte(rounded: Int64)
    /// Less than 1 MiB of memory or storage: a suffix is missing.
    case fewBytes(Int64)
    /// A CPU finer than a thousandth, which it is rounded up to.
    case fractionOfMilliCPU(milli: Int64)
    /// A thousand CPUs or more: `m` is missing.
    case manyCPUs(Int64)
    /// A number of things that is not whole.
    case fractionOfThing

    /// What is wrong and what to write.
    public var description: String {
        switch self {
        case .fractionOfByte(let bytes):
            "not a whole number of bytes, rounded up to \(bytes); m stands for thousandths, write M or Mi for megabytes"
        case .fewBytes(let bytes): "only \(bytes) bytes; write a suffix such as Mi"
        case .fractionOfMilliCPU(let milli): "finer than a thousandth of a CPU, rounded up to \(milli)m"
        case .manyCPUs(let count): "\(count) whole CPUs; write \(count)m for thousandths"
        case .fractionOfThing: "not a whole number; things are counted whole"
        }
    }

    /// Whether the amount of a resource is one of these.
    ///
    /// - Parameter resource: the name of the resource, `memory`, `requests.cpu`, `count/jobs.batch`.
    static func problem(of quantity: Quantity, resource: String) -> QuantityProblem? {
        var name = Substring(resource)
        for prefix in ["requests.", "limits."] where name.hasPrefix(prefix) { name = name.dropFirst(prefix.count) }
        guard quantity.sign > 0 else { return nil }
        switch name {
        case "memory", "storage", "ephemeral-storage":
            guard let bytes = quantity.value else { return nil }
            if quantity.exactInt64 == nil { return .fractionOfByte(rounded: bytes) }
            return bytes < 1 << 20 ? .fewBytes(bytes) : nil
        case "cpu":
            if let milli = quantity.milliValue, Quantity(milli: milli) != quantity {
                return .fractionOfMilliCPU(milli: milli)
            }
            return quantity.exactInt64.flatMap { $0 >= 1000 ? .manyCPUs($0) : nil }
        default:
            let isCounted = name == "pods" || name.contains("/") || name.hasPrefix("hugepages-")
            guard isCounted, quantity.value != nil, quantity.exactInt64 == nil else { return nil }
            return .fractionOfThing
        }
    }
}
