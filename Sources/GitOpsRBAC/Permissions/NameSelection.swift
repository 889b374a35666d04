import GitOpsManifest

/// Some names, or all but some.
public struct NameSelection: Sendable, Hashable {
    /// The names, sorted by bytes.
    public let names: [String]
    /// Whether all names but these are meant.
    public let isComplement: Bool

    /// Every name.
    public static let all = NameSelection(names: [], isComplement: true)

    /// Whether every name is meant.
    public var isAll: Bool { isComplement && names.isEmpty }

    init(names: [String], isComplement: Bool) {
        self.names = names
        self.isComplement = isComplement
    }

    /// Whether a name is meant.
    public func contains(_ name: String) -> Bool {
        names.contains { $0.hasSameBytes(as: name) } != isComplement
    }
}

extension NameSelection: CustomStringConvertible {
    /// `get,list`, `*`, `* except get`.
    public var description: String {
        if !isComplement { return names.joined(separator: ",") }
        return isAll ? "*" : "* except \(names.joined(separator: ","))"
    }
}
